"""`fidpos version`: which program this is."""

from argparse import ArgumentParser, Namespace

from fidpos import __version__
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts


def add_arguments(_parser: ArgumentParser, _texts: Texts) -> None:
    """None."""


def run(_options: Namespace, _texts: Texts) -> int:
    """Print it."""
    print(f"fidpos {__version__}")
    return ExitCode.DONE
