"""The hands in front of the real service, with a service that only remembers what it was asked to run."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.demo import hands as hands_module
from fidpos.bootstrap.demo.hands import PcscHands
from fidpos.bootstrap.demo.pcscd import FIRST_READER, SOCKET_VARIABLE
from fidpos.bootstrap.demo.tray import Part, StoryCard, story_cards

CARDS = {card.part: card for card in story_cards()}


class RememberedPcscd:
    """Stands for `VirtualPcscd`: its card programs wait for the end of their input and do nothing."""

    programs: list[tuple[str, ...]]

    def __init__(self, folder: Path) -> None:
        self.socket_path = folder / "comm"
        RememberedPcscd.programs = []

    def start(self) -> None:
        """There is nothing to start."""

    def stop(self) -> None:
        """Nor to stop."""

    def card_command(self, *program: str) -> list[str]:
        self.programs.append(program)
        return [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Iterator[PcscHands]:
    monkeypatch.setattr(hands_module, "VirtualPcscd", RememberedPcscd)
    monkeypatch.setenv(SOCKET_VARIABLE, os.devnull)
    hands = PcscHands(lambda name: None)
    yield hands
    hands.close()


@pytest.mark.parametrize(
    ("card", "profile"),
    [(CARDS[Part.REGULAR], "applet"), (CARDS[Part.PARENT], "uid"), (CARDS[Part.BANK], "bank")],
)
def test_a_chip_is_a_program_of_its_own(hands: PcscHands, card: StoryCard, profile: str) -> None:
    hands.present(card)

    (program,) = RememberedPcscd.programs
    assert program[program.index("--profile") + 1] == profile


def test_the_next_chip_waits_until_the_service_has_seen_the_one_before_leave(hands: PcscHands) -> None:
    hands.present(CARDS[Part.REGULAR])
    hands.present(CARDS[Part.PARENT])

    assert [program[-2:] for program in RememberedPcscd.programs] == [("--once-empty", FIRST_READER)] * 2
