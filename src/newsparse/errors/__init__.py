"""Every sentence about a failure that a user may read."""

from newsparse.errors.base import NewsparseError, for_terminal, visible, visible_line
from newsparse.errors.inputs import (
    AliasError,
    CrashError,
    GoldError,
    ReadingError,
    SchemaError,
    SlowError,
    TooLargeError,
)
from newsparse.errors.runs import BatchError, PipelineError, WritingError

__all__ = [
    "AliasError",
    "BatchError",
    "CrashError",
    "GoldError",
    "NewsparseError",
    "PipelineError",
    "ReadingError",
    "SchemaError",
    "SlowError",
    "TooLargeError",
    "WritingError",
    "for_terminal",
    "visible",
    "visible_line",
]
