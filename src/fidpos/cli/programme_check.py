"""`fidpos programme check FILE`: whether a programme can be published, and what is wrong with it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.cli.exit_code import ExitCode
from fidpos.cli.programme_files import read_programme, say_refused
from fidpos.domain.errors import ProgrammeError
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.programme.file"))


def run(options: Namespace, texts: Texts) -> int:
    """Read, compile, say what it is, and what its merchant can hardly mean."""
    from fidpos.rules.remarks import remarks

    try:
        programme = read_programme(options.file).programme
    except ProgrammeError as error:
        return say_refused("bad", error, texts)
    print(
        texts.say(
            "cli.programme.good",
            name=programme.name,
            version=programme.version,
            rules=len(programme.rules),
            rewards=len(programme.rewards),
        )
    )
    for remark in remarks(programme):
        print(texts.say(f"programme.remark.{remark}"))
    return ExitCode.DONE
