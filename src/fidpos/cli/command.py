"""What commands have in common: their shape, the options most of them take, and how errors are said."""

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from fidpos import paths
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import FidposError, StoreMissing
from fidpos.paths import Program, TillFolder
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts


class Command(Protocol):
    """A module of this package that is a command."""

    def add_arguments(self, parser: ArgumentParser, texts: Texts, /) -> None:
        """Declare its options."""
        ...

    def run(self, options: Namespace, texts: Texts, /) -> int:
        """Do it and return an `ExitCode`.

        Raises:
            FidposError: it could not be done.
        """
        ...


def add_data_option(parser: ArgumentParser, texts: Texts) -> None:
    """`--data DIR`."""
    parser.add_argument("--data", type=Path, metavar="DIR", help=texts.say("cli.option.data"))


def add_language_option(parser: ArgumentParser, texts: Texts) -> None:
    """`--language fr|en`."""
    parser.add_argument("--language", choices=tuple(LOCALES), help=texts.say("cli.option.language"))


def till_folder(options: Namespace) -> TillFolder:
    """The data folder that the options or the environment name, else the user's own; it may not exist."""
    return TillFolder(paths.data_dir(Program.TILL, options.data))


def existing_till(options: Namespace) -> TillFolder:
    """The same, for commands that look after a till that is there.

    Raises:
        StoreMissing: there is no such folder; none is made.
    """
    folder = till_folder(options)
    if not folder.root.is_dir():
        raise StoreMissing(f"no folder {folder.root}", path=str(folder.root))
    return folder


@contextmanager
def observed_where_there_is_one(folder: TillFolder) -> Iterator[None]:
    """Log into the till's folder, for commands that also work where there is none, and make none."""
    if not folder.root.is_dir():
        silent = logging.NullHandler()
        logging.getLogger().addHandler(silent)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(silent)
        return
    from fidpos.bootstrap.observed import observed

    with observed(folder, "cli"):
        yield


def say_error(error: FidposError, texts: Texts) -> int:
    """What happened and what to do, on stderr."""
    print(f"fidpos: {' '.join(error_sentences(error, texts))}", file=sys.stderr)
    return ExitCode.REFUSED


def say_unforeseen(error: Exception, texts: Texts) -> int:
    """That the program is at fault, on stderr; the log and the crash report of the data folder say more."""
    sentence = texts.say("cli.unforeseen", kind=type(error).__name__)
    print(f"fidpos: {sentence}", file=sys.stderr)
    return ExitCode.UNFORESEEN


def error_sentences(error: FidposError, texts: Texts) -> tuple[str, str]:
    """What happened and what to do; a kind of error without its own words uses those of its parent.

    Where one of the values says `what` it is about, there may be words for that.

    The sentences were written for a cashier: for a technician the path, or what the log says, is added.
    """
    kinds = [kind.code for kind in type(error).__mro__ if issubclass(kind, FidposError)]
    codes = [f"{error.code}.{error.params['what']}", *kinds] if "what" in error.params else kinds
    key = next((f"error.{code}" for code in codes if texts.has(f"error.{code}")), "error.fidpos")
    hint = next((f"hint.error.{code}" for code in codes if texts.has(f"hint.error.{code}")), "hint.error")
    sentence = texts.say(key, **error.params)
    added = error.params.get("path", "" if error.params else str(error))
    if added and added != error.code:
        sentence = f"{sentence} ({added})"
    return f"{sentence}.", texts.say(hint, **error.params)
