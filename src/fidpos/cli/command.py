"""What commands have in common: their shape, the options most of them take, and how errors are said."""

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from fidpos import paths
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import FidposError, StoreMissing, StoreReadOnly
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
    """Log into the till's folder, for commands that also work where there is none or it cannot be written."""
    from fidpos.bootstrap.observed import observed

    with ExitStack() as stack:
        try:
            if folder.root.is_dir():
                stack.enter_context(observed(folder, "cli"))
            else:
                stack.enter_context(_unheard())
        except StoreReadOnly:  # What looks after a till also says what is wrong with its disk.
            stack.enter_context(_unheard())
        yield


@contextmanager
def _unheard() -> Iterator[None]:
    """What would go to the log goes nowhere, and not to the terminal either."""
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silent)


def say_error(error: FidposError, texts: Texts) -> int:
    """What happened and what to do, on stderr."""
    print(f"fidpos: {' '.join(error_sentences(error, texts))}", file=sys.stderr)
    return ExitCode.REFUSED


def say_not_installed(error: ModuleNotFoundError, command: str, texts: Texts) -> int:
    """Which library the command needs and this installation lacks, on stderr.

    That a module of fidpos itself is missing is a fault of the program.
    """
    library = (error.name or "").partition(".")[0]
    if library in {"", "fidpos"}:
        return say_unforeseen(error, texts)
    extra = "server" if command == "server" else "till"
    sentence = texts.say("cli.not_installed", library=library, command=command, extra=extra)
    print(f"fidpos: {sentence}", file=sys.stderr)
    return ExitCode.REFUSED


def say_unforeseen(error: Exception, texts: Texts) -> int:
    """That the program is at fault, on stderr; the log and the crash report of the data folder say more."""
    sentence = texts.say("cli.unforeseen", kind=type(error).__name__)
    print(f"fidpos: {sentence}", file=sys.stderr)
    return ExitCode.UNFORESEEN


def error_sentences(error: FidposError, texts: Texts) -> tuple[str, str]:
    """What happened and what to do; a kind of error without its own words uses those of its parent.

    Where one of the values says `what` it is about, there may be words for that.

    The sentences were written for a cashier: for a technician the path, or what the log says, is added, and
    `hint.cli.<code>` says what to do at a terminal where that is something else.
    """
    kinds = [kind.code for kind in type(error).__mro__ if issubclass(kind, FidposError)]
    codes = [f"{error.code}.{error.params['what']}", *kinds] if "what" in error.params else kinds
    key = next((f"error.{code}" for code in codes if texts.has(f"error.{code}")), "error.fidpos")
    hints = [f"{where}.{code}" for code in codes for where in ("hint.cli", "hint.error")]
    hint = next((hint for hint in hints if texts.has(hint)), "hint.error")
    sentence = texts.say(key, **error.params)
    added = error.params.get("path", "" if error.params else str(error))
    if added and added != error.code:
        sentence = f"{sentence} ({added})"
    return f"{sentence}.", texts.say(hint, **error.params)
