"""`fidpos journal verify`: whether everything that was recorded still stands as it was."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from fidpos.cli.command import add_data_option, existing_till
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.bootstrap.upkeep import JournalState

_HASH_BYTES = 32


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Whose journal, and for whom the answer is."""
    parser.add_argument("action", choices=("verify",), help=texts.say("cli.journal.action"))
    parser.add_argument(
        "--head", type=journal_hash, metavar="HASH", help=texts.say("cli.journal.head_option")
    )
    parser.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """Exit status 3 when it does not verify."""
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.upkeep import verify_journal

    folder = existing_till(options)
    with observed(folder, "cli"):
        state = verify_journal(folder, options.head)
    if options.json:
        print(json.dumps({"holds": state.holds, **asdict(state)}))
    else:
        print("\n".join(sentences(state, texts)))
    return ExitCode.DONE if state.holds else ExitCode.DAMAGED


def sentences(state: "JournalState", texts: Texts) -> Iterator[str]:
    """What was found, in words."""
    yield texts.say("cli.journal.events", events=state.events, epochs=state.epochs)
    if state.head:
        yield texts.say("cli.journal.head", head=state.head)
    if state.broken_at is not None:
        how = texts.say(f"cli.journal.broken.{state.broken_how}")
        yield texts.say("cli.journal.broken", seq=state.broken_at, how=how)
    if state.contradictions:
        yield texts.say("cli.journal.contradictions", contradictions=state.contradictions)
    if state.untold:
        yield texts.say("cli.journal.untold", untold=state.untold)
    if state.holds:
        yield texts.say("cli.journal.holds")


def journal_hash(text: str) -> bytes:
    """As `sentences` shows it: 64 digits; the name stands in what is said about another text.

    Raises:
        ValueError: it is none.
    """
    known = bytes.fromhex(text)
    if len(known) != _HASH_BYTES:
        raise ValueError(text)
    return known
