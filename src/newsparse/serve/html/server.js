// What the page asks of the server.

// An answer that says what is wrong (RFC 9457): `detail` is its sentence, where it has one.
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
    this.detail = detail;
  }
}

// Return the answer. Raises Problem where the server refuses, TypeError where it cannot be reached.
export async function fetched(address, options) {
  const answer = await fetch(address, options);
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, problem.detail);
}

// Yield the lines of an answer as they come.
export async function* linesOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : lines.pop();
    for (const line of lines) if (line.trim()) yield line;
    if (done) return;
  }
}
