"""A file that is there whole or not at all, also when the stick it is written to is pulled."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fidpos.domain.errors import FidposError


class FileNotWritten(FidposError):
    """The file could not be written; `params` holds `path`."""

    code = "file_not_written"


class FileNotRead(FidposError):
    """There is no such file, or it cannot be read; `params` holds `path`."""

    code = "file_not_read"


def opened_to_read(path: Path) -> BinaryIO:
    """The file, to be closed by whoever asks.

    Raises:
        FileNotRead: there is none, or not for us.
    """
    try:
        return path.open("rb")
    except OSError as fault:
        raise FileNotRead(f"cannot read {path}", path=str(path)) from fault


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """An empty file for writing and reading, which gets its name, over another one, when the block ends well.

    Raises:
        FileNotWritten: no room, no rights, or nothing there any more; what was there before still is.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as fault:
        raise FileNotWritten(f"cannot write {path}", path=str(path)) from fault
    finally:
        draft.unlink(missing_ok=True)
