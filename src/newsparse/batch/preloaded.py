"""What the workers on Linux have in common; the process that they are copies of imports this."""

from contextlib import suppress

from newsparse.batch.analysis import SAMPLE, load_analyzer
from newsparse.errors import PipelineError

# No thread may live here, as a copy has none of them. ONNX Runtime starts none where it may use one
# alone, as workers do.
with suppress(PipelineError):  # which a worker then raises, too, where somebody listens
    load_analyzer(None).analyze(SAMPLE)
