"""What workers on Linux have in common: imported once, by the process that they are copies of.

No thread may be started here: a copy has none of them. ONNX Runtime starts none where it may use
one alone, as workers do.
"""

from contextlib import suppress

from newsparse.batch.analysis import SAMPLE, load_analyzer
from newsparse.errors import PipelineError

with suppress(PipelineError):  # which the workers then raise, too, to somebody who listens
    load_analyzer(None).analyze(SAMPLE)
