"""Whether the text of a log call stands literally in the program, as all of ours do.

A text put together at run time (`"hello " + name`, an f-string, `log.info(name)`) may say anything about
anybody. The linter refuses it in our code; nobody refuses it in a library's.
"""

import inspect
import logging
from types import CodeType, FrameType


def is_literal(record: logging.LogRecord) -> bool:
    """Whether the record's text is a constant of the function that logs; asked while it is still running."""
    caller = _caller(record)
    return caller is not None and any(type(part) is str and part == record.msg for part in caller.co_consts)


def _caller(record: logging.LogRecord) -> CodeType | None:
    frame: FrameType | None = inspect.currentframe()
    while frame is not None:
        code = frame.f_code
        if code.co_name == record.funcName and code.co_filename == record.pathname:
            return code
        frame = frame.f_back
    return None
