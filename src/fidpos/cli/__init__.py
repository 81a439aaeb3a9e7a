"""The command line: `fidpos COMMAND`. One file a command, imported only when it is called.

A command that cannot be done says so in one sentence on stderr, with what to do next, and never shows a
traceback. `exit_code` lists how a command may end.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from types import MappingProxyType

from fidpos import paths
from fidpos.cli.command import Command, add_language_option, say_error, say_not_installed, say_unforeseen
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.language import language_of
from fidpos.cli.speaking import parser_speaking
from fidpos.domain.errors import FidposError
from fidpos.texts.texts import Texts

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        name: f"cli.command.{name}"
        for name in (
            "till",
            "server",
            "demo",
            "readers",
            "doctor",
            "journal",
            "backup",
            "restore",
            "staff",
            "register",
            "programme",
            "version",
        )
    }
)
"""Each command with the key of the sentence that says what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    try:
        try:
            return _run(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            if sys.stdout is not None:  # A windowed Python has none.
                sys.stdout.flush()
    except BrokenPipeError:  # Whoever reads our lines may stop doing so, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE


def _run(given: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # A console that knows no narrow space must not be a crash.
            stream.reconfigure(errors="replace")
    texts = Texts.load(paths.resources_dir() / "translations", language_of(given, os.environ))
    name = given[0] if given else ""
    name = "version" if name == "--version" else name
    if name not in COMMANDS:
        return _introduce(name, texts)
    try:
        command: Command = import_module(f"fidpos.cli.{name}")
        parser = parser_speaking(texts)(prog=f"fidpos {name}", description=texts.say(COMMANDS[name]))
        add_language_option(parser, texts)
        command.add_arguments(parser, texts)
        return command.run(_parsed(parser, given[1:]), texts)
    except FidposError as error:
        return say_error(error, texts)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except ModuleNotFoundError as error:
        return say_not_installed(error, name, texts)
    except Exception as error:  # noqa: BLE001 - the top of the program: reported, and said in one sentence
        return say_unforeseen(error, texts)


def _parsed(parser: ArgumentParser, given: list[str]) -> Namespace:
    """Options and values in any order, save for a command that has acts: argparse refuses to mix those."""
    try:
        return parser.parse_intermixed_args(given)
    except TypeError:
        return parser.parse_args(given)


def _introduce(asked: str, texts: Texts) -> int:
    lines = [texts.say("cli.usage"), ""]
    lines += [f"  {name:<10} {texts.say(key)}" for name, key in COMMANDS.items()]
    if asked in {"-h", "--help", "help"}:
        print("\n".join([*lines, "", texts.say("cli.exit_codes")]))
        return ExitCode.DONE
    if asked:
        lines.insert(0, texts.say("cli.unknown_command", command=asked))
    print("\n".join(lines), file=sys.stderr)
    return ExitCode.WRONG_USE
