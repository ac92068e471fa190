# `newsparse serve` in a container that may be read-only; the README says how to run it.
FROM python:3.11-slim AS build
COPY . /src
RUN python -m venv /newsparse \
 && /newsparse/bin/pip install --no-cache-dir '/src[serve,html,documents,warc]'

FROM python:3.11-slim
COPY --from=build /newsparse /newsparse
ENV PATH="/newsparse/bin:$PATH"
USER 65534:65534
EXPOSE 8000
HEALTHCHECK --start-period=60s --timeout=5s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["newsparse"]
# without a token mounted there it does not start; to open it to all must be said in so many words
CMD ["serve", "--host", "0.0.0.0", "--token-file", "/run/secrets/newsparse"]
