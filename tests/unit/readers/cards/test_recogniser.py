"""What one card format may do to the others, and to the reader, when it fails on a card: nothing."""

import logging
from collections.abc import Callable

import pytest

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.recogniser import EnabledFormat, Recogniser
from fidpos.readers.cards.writing import WriteJob
from fidpos.readers.driver import CardIdentity, Response, Transmit

ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
OURS = CardIdentity(medium=Medium.CHIP, form="ours", trust=Trust.COPYABLE, number="1")


class CardGone(OSError):
    pass


class Scripted:
    """A card format that does what a test says."""

    def __init__(
        self,
        *,
        matches: Callable[[], int] = lambda: 50,
        identify: Callable[[Transmit], CardIdentity | Refusal | None] = lambda transmit: None,
    ) -> None:
        self._matches = matches
        self._identify = identify

    def matches(self, atr: Atr) -> int:
        return self._matches()

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        return self._identify(transmit)


def fail(*_: object) -> int:
    raise KeyError("4711")


def leave(*_: object) -> int:
    raise SystemExit


def refuse(*_: object) -> None:
    raise KeyError("4711")


def gone(command: bytes) -> Response:
    raise CardGone


def asked(*formats: Scripted, transmit: Transmit = gone) -> CardIdentity | Refusal:
    recogniser = Recogniser(
        EnabledFormat(name=f"f{number}", profile=each) for number, each in enumerate(formats)
    )
    return recogniser.recognise(ATR, transmit, device="d")


OURS_FORMAT = Scripted(identify=lambda transmit: OURS)


@pytest.mark.parametrize(
    "broken",
    [
        Scripted(matches=fail),
        Scripted(matches=leave),
        Scripted(matches=lambda: 90, identify=refuse),
        Scripted(matches=lambda: 90, identify=lambda transmit: "junk"),  # type: ignore[arg-type,return-value]
    ],
)
def test_a_format_that_fails_on_a_card_leaves_it_to_the_others(broken: Scripted) -> None:
    assert asked(broken, OURS_FORMAT) == OURS
    assert asked(broken, Scripted()) is Refusal.BAD_READ


def test_a_card_that_no_format_knows_is_of_an_unknown_format() -> None:
    assert asked(Scripted()) is Refusal.UNKNOWN_FORMAT


def test_the_log_names_the_format_and_nothing_of_the_card(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        asked(Scripted(identify=refuse))

    assert "f0" in caplog.text
    assert "KeyError" in caplog.text
    assert "4711" not in caplog.text


def test_the_error_of_the_transport_comes_out_unchanged() -> None:
    def ask(transmit: Transmit) -> None:
        transmit(b"")

    with pytest.raises(CardGone):
        asked(Scripted(identify=ask), OURS_FORMAT)


def test_the_error_of_the_transport_comes_out_even_where_a_format_makes_another_of_it() -> None:
    def ask(transmit: Transmit) -> None:
        try:
            transmit(b"")
        except CardGone as error:
            raise KeyError("4711") from error

    with pytest.raises(CardGone):
        asked(Scripted(identify=ask), OURS_FORMAT)


class BrokenJob(WriteJob):
    """A number that waits for a card, and a writer that fails on it."""

    def __init__(self, error: Exception | None) -> None:
        self.number = "1"
        self._error = error

    def run(self, atr: Atr, transmit: Transmit, *, uid: str = "") -> WriteProblem | None:
        if self._error is not None:
            raise self._error
        transmit(b"")
        return None


def test_a_writer_that_fails_leaves_the_card_as_it_was_read() -> None:
    recogniser = Recogniser([])
    recogniser.write_next(BrokenJob(KeyError("4711")))

    assert recogniser.recognise(ATR, gone, device="d") is Refusal.UNKNOWN_FORMAT


def test_a_card_that_leaves_while_it_is_written_is_the_drivers_to_judge() -> None:
    recogniser = Recogniser([])
    recogniser.write_next(BrokenJob(None))

    with pytest.raises(CardGone):
        recogniser.recognise(ATR, gone, device="d")
