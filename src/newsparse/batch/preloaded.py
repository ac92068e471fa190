"""What the workers on Linux have in common; the process that they are copies of imports this."""

from contextlib import suppress

from newsparse.batch.analysis import SAMPLE, load_analyzer

# No thread may live here, as a copy has none of them. ONNX Runtime starts none where it may use one
# alone, as workers do.
with suppress(Exception):  # whatever it is, a worker meets it too, where somebody listens
    load_analyzer(None).analyze(SAMPLE)
