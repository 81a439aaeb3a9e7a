"""An exception as a log may tell it: kind, place, cause. Never its message, which may quote a person."""

import errno
import traceback
from dataclasses import dataclass
from pathlib import PurePath

from fidpos.domain.errors import FidposError
from fidpos.logs.redaction import shown

DEPTH_MAX = 8
FRAMES_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One exception of a chain.

    Attributes:
        kind: full name of its class.
        code: our error's code, the system's or the database's name for it, or empty.
        params: of our own errors, as far as a log may show them.
        frames: `file:line function`, the innermost last.
    """

    kind: str
    code: str
    params: dict[str, str]
    frames: tuple[str, ...]
    cause: "Fault | None"


def fault_of(error: BaseException, depth: int = 0) -> Fault:
    """What may be told of an exception and of those that led to it."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    params = error.params if isinstance(error, FidposError) else {}
    return Fault(
        kind=f"{type(error).__module__}.{type(error).__qualname__}",
        code=_code(error),
        params={name: str(shown(value)) for name, value in params.items()},
        frames=tuple(_frames(error)),
        cause=fault_of(cause, depth + 1) if cause is not None and depth < DEPTH_MAX else None,
    )


def fields_of(fault: Fault) -> dict[str, object]:
    """The fault for JSON; what is empty is left out."""
    fields = {
        "kind": fault.kind,
        "code": fault.code,
        "params": fault.params,
        "frames": fault.frames,
        "cause": fields_of(fault.cause) if fault.cause else None,
    }
    return {name: value for name, value in fields.items() if value}


def _code(error: BaseException) -> str:
    match error:
        case FidposError():
            return error.code
        case OSError(errno=int(number)):
            return errno.errorcode.get(number, str(number))
        case _:
            name = getattr(error, "sqlite_errorname", "")
            return name if isinstance(name, str) else ""


def _frames(error: BaseException) -> list[str]:
    summaries = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    return [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in summaries]


def _place(filename: str) -> str:
    """The file from the package's name on: what lies before it may be a person's home."""
    parts = PurePath(filename).parts
    for root in ("site-packages", "src"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) :])
    return "/".join(parts[-2:])
