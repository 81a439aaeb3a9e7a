"""`fidpos readers list|watch|test`: what reads cards here, what it reads, and whether a reader is set up."""

import json
import os
import queue
import signal
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from fidpos.cli.command import add_data_option, observed_where_there_is_one, till_folder
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.bootstrap.reader_watch import ReadersHere

TEST_LIMIT_S = 60.0
_CODE_LENGTH = 4

Read = CardRead | RefusedRead
Value = TypeVar("Value")


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """What to do, with which readers, and for whom the answer is."""
    parser.add_argument("act", choices=("list", "watch", "test"), help=texts.say("cli.readers.act"))
    parser.add_argument("reader", nargs="?", metavar="READER", help=texts.say("cli.readers.reader"))
    parser.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    parser.add_argument(
        "--merchant-code",
        type=_explained(merchant_code, texts.say("cli.readers.four_digits")),
        metavar="NNNN",
        help=texts.say("cli.readers.merchant_code"),
    )
    parser.add_argument(
        "--seconds",
        type=_explained(seconds, texts.say("cli.readers.positive")),
        metavar="N",
        help=texts.say("cli.readers.seconds"),
    )
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """Nothing is changed, and a running till is not disturbed."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.reader_watch import readers_here

    folder = till_folder(options)
    with observed_where_there_is_one(folder):
        here = readers_here(folder, SystemClock(), os.environ, merchant_code=options.merchant_code)
        if options.act == "list":
            return _list(options, here, texts)
        refusal = _refusal(options.reader, here, texts) if options.reader is not None else None
        if refusal is not None:
            sentence, status = refusal
            print(f"fidpos: {sentence}", file=sys.stderr)
            return status
        if not here.is_merchant_known:
            print(texts.say("cli.readers.no_merchant"), file=sys.stderr)
        return _watch(options, here, texts) if options.act == "watch" else _test(options, here, texts)


def _refusal(name: str, here: "ReadersHere", texts: Texts) -> tuple[str, ExitCode] | None:
    """Why the reader of this name cannot be watched here; None when it can."""
    from fidpos.bootstrap.readers import KEYBOARD_WEDGE

    drivers = {selection.name: selection.driver for selection in here.installed.selections}
    if name not in drivers:
        return texts.say("cli.readers.unknown", name=name, names=", ".join(drivers)), ExitCode.WRONG_USE
    if drivers[name] == KEYBOARD_WEDGE:
        return texts.say("cli.readers.at_the_desk", name=name), ExitCode.REFUSED
    return None


def _explained(parse: Callable[[str], Value], why: str) -> Callable[[str], Value]:
    """The same, saying in words what is refused and why."""

    def explained(text: str) -> Value:
        try:
            return parse(text)
        except ArgumentTypeError:
            raise ArgumentTypeError(why) from None

    return explained


def merchant_code(text: str) -> str:
    """Four digits.

    Raises:
        ArgumentTypeError: anything else.
    """
    if len(text) == _CODE_LENGTH and text.isascii() and text.isdigit():
        return text
    raise ArgumentTypeError(text)


def seconds(text: str) -> float:
    """A positive number.

    Raises:
        ArgumentTypeError: anything else.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if 0.0 < value < 1e6:
        return value
    raise ArgumentTypeError(text)


def _list(options: Namespace, here: "ReadersHere", texts: Texts) -> int:
    from fidpos.bootstrap.reader_watch import report_readers
    from fidpos.bootstrap.readers_report import report_json, report_lines

    report = report_readers(here)
    if options.json:
        print(json.dumps(report_json(report, here, texts), indent=1, ensure_ascii=False))
    else:
        print("\n".join(report_lines(report, here, texts)))
    return ExitCode.DONE


def _watch(options: Namespace, here: "ReadersHere", texts: Texts) -> int:
    for seen in _reads(options, here, texts, limit_s=options.seconds):
        _say(options, seen, texts)
    return ExitCode.DONE


def _test(options: Namespace, here: "ReadersHere", texts: Texts) -> int:
    from fidpos.till.technician.streak import READS_NEEDED, Streak

    streak = Streak()
    print(texts.say("cli.readers.test", reads=READS_NEEDED), file=sys.stderr)
    for seen in _reads(options, here, texts, limit_s=options.seconds or TEST_LIMIT_S):
        streak = streak.after(seen)
        _say(options, seen, texts)
        if streak.broke:
            print(texts.say("cli.readers.again"), file=sys.stderr)
        print(texts.say("cli.readers.streak", done=streak.reads, reads=READS_NEEDED), file=sys.stderr)
        if streak.is_proof:
            break
    if options.json:
        print(json.dumps({"passed": streak.is_proof, "reads": streak.reads}), flush=True)
    else:
        print(texts.say("cli.readers.passed" if streak.is_proof else "cli.readers.not_passed"))
    return ExitCode.DONE if streak.is_proof else ExitCode.REFUSED


def _reads(options: Namespace, here: "ReadersHere", texts: Texts, *, limit_s: float | None) -> Iterator[Read]:
    """What is presented, until the time is over or somebody ends it: Control-C, SIGTERM."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.reader_watch import watching
    from fidpos.bootstrap.readers_report import Spoken

    seen: queue.SimpleQueue[Read | None] = queue.SimpleQueue()
    ends_s = time.monotonic() + limit_s if limit_s is not None else None
    spoken = Spoken(texts, _keep_silent if options.json else _murmur)
    running = watching(
        here, SystemClock(), only=options.reader, on_read=seen.put, on_status=spoken.on_statuses
    )
    with _ending(seen), running:
        while ends_s is None or time.monotonic() < ends_s:
            try:
                read = seen.get(timeout=None if ends_s is None else max(0.0, ends_s - time.monotonic()))
            except queue.Empty:
                return
            if read is None:
                return
            yield read


@contextmanager
def _ending(seen: "queue.SimpleQueue[Read | None]") -> Iterator[None]:
    """A signal is the end of the list, not of the program: readers are closed first."""
    before = {
        number: signal.signal(number, lambda _number, _frame: seen.put(None))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _murmur(line: str) -> None:
    """Beside what was read, for whoever looks on."""
    print(line, file=sys.stderr, flush=True)


def _keep_silent(line: str) -> None:
    """A machine reads the lines, and nothing else."""


def _say(options: Namespace, seen: Read, texts: Texts) -> None:
    """One line, at once: another program may be waiting for it."""
    from fidpos.bootstrap.readers_report import read_json, read_line

    print(json.dumps(read_json(seen, texts)) if options.json else read_line(seen, texts), flush=True)
