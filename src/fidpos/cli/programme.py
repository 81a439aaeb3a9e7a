"""`fidpos programme check FILE`: whether a programme can be published, and what is wrong with it."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import ProgrammeError
from fidpos.rules.codec import PROGRAMME_BYTES_MAX, programme_from_json
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The file."""
    parser.add_argument("action", choices=("check",), help=texts.say("cli.programme.action"))
    parser.add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.programme.file"))


def run(options: Namespace, texts: Texts) -> int:
    """Read, compile, and say what it is."""
    try:
        programme = _read(options.file)
    except ProgrammeError as error:
        print(texts.say("cli.programme.bad", **error.params), file=sys.stderr)
        return ExitCode.REFUSED
    print(
        texts.say(
            "cli.programme.good",
            name=programme.name,
            version=programme.version,
            rules=len(programme.rules),
            rewards=len(programme.rewards),
        )
    )
    return ExitCode.DONE


def _read(path: Path) -> Programme:
    try:
        with path.open("rb") as file:
            content = file.read(PROGRAMME_BYTES_MAX + 1)
    except OSError as fault:
        raise ProgrammeError("unreadable", path=str(path), reason=fault.strerror or "") from fault
    return compile_programme(programme_from_json(content)).programme
