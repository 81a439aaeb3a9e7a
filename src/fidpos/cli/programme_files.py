"""The files that the acts on programmes read, and how one that is refused is told: path and sentence."""

import codecs
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.cli.refused_words import in_words
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.texts.texts import Texts
from fidpos.till.view import Message

if TYPE_CHECKING:
    from fidpos.rules.compiled import CompiledProgramme


WHOLE = "$"
"""The path of what is wrong with a file as a whole."""


def add_programme_option(parser: ArgumentParser, texts: Texts, name: str = "--programme") -> None:
    """The file of a programme, without which nothing can be done."""
    parser.add_argument(name, type=Path, required=True, metavar="FILE", help=texts.say("cli.programme.file"))


def read_file(path: Path, bytes_max: int) -> bytes:
    """What the file holds, which may be JSON; of a file that is too large, enough to see that it is.

    Raises:
        InvalidValue: it cannot be read, or is no JSON; `params` holds `path` and `reason`, a message.
    """
    try:
        with path.open("rb") as file:
            content = file.read(bytes_max + 1)
    except OSError as fault:
        raise _refused(path, _unreadable(fault)) from fault
    if len(content) <= bytes_max:
        _check_json(path, content)
    return content


def _check_json(path: Path, content: bytes) -> None:
    """Say where a person has to look; what is JSON, and no more, is left to whoever decodes it."""
    if content.startswith(codecs.BOM_UTF8):
        raise _refused(path, Message(key="refused.not_utf8"))
    try:
        json.loads(content.decode())
    except UnicodeDecodeError as fault:
        raise _refused(path, Message(key="refused.not_utf8")) from fault
    except json.JSONDecodeError as fault:
        where = Message(key="refused.not_json", params={"line": fault.lineno, "column": fault.colno})
        raise _refused(path, where) from fault
    except (RecursionError, ValueError):  # Too deep, or a number of thousands of digits.
        return


def _unreadable(fault: OSError) -> Message:
    match fault:
        case FileNotFoundError():
            return Message(key="refused.no_file")
        case IsADirectoryError():
            return Message(key="refused.folder")
        case _:
            return Message(key="refused.not_readable")


def _refused(path: Path, reason: Message) -> InvalidValue:
    return InvalidValue(reason.key, path=str(path), reason=reason)


def read_programme(path: Path) -> "CompiledProgramme":
    """The programme, checked as a whole.

    Raises:
        ProgrammeError: it is refused; `params` holds `path` and `reason`.
    """
    from fidpos.rules.codec import PROGRAMME_BYTES_MAX, programme_from_json
    from fidpos.rules.engine import compile_programme

    try:
        content = read_file(path, PROGRAMME_BYTES_MAX)
    except InvalidValue as fault:
        raise ProgrammeError("unreadable", **fault.params) from fault
    return compile_programme(programme_from_json(content))


def say_refused(what: str, error: ProgrammeError | InvalidValue, texts: Texts) -> int:
    """Which file is refused, where in it, and why.

    Args:
        what: end of the sentence's key: `bad` for a programme, else `bad_facts` and so on.
        error: as `read_programme` and its like raise it.
        texts: the sentences.
    """
    path, reason = error.params["path"], error.params["reason"]
    key = f"cli.programme.{what}_whole" if path == WHOLE else f"cli.programme.{what}"
    said = in_words(reason, texts) if isinstance(reason, str) else reason
    print(texts.say(key, path=path, reason=said), file=sys.stderr)
    return ExitCode.REFUSED
