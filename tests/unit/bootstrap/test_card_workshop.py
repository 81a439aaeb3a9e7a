"""The workshop of a till: what it offers, and when a blank that comes to a reader is written."""

from pathlib import Path

import pytest

from fidpos.bootstrap.card_printer import CardPrinter
from fidpos.bootstrap.card_workshop import SERIALS, LiveWorkshop, open_workshop
from fidpos.bootstrap.readers import Installed
from fidpos.domain.card import Refusal
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.driver import CardIdentity
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from fidpos.readers.own_number import NumberKind, NumberLayout, OwnNumber, parse
from fidpos.readers.tap import ReaderTap
from fidpos.settings.till_settings import Cards
from fidpos.till.new_card import PRINTED
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.counter import IDENTITY
from tests.helpers.reader_context import DECODER
from tests.helpers.virtual_cards.blank_cards import BlankApplet, BlankTag, Hand

CARDS: Cards = {"applet": {}, "memory_sle4442": {}, "ntag21x": {}, "felica": {}}


class Bench:
    """Readers without drivers, and the workshop beside them."""

    def __init__(self, folder: Path) -> None:
        self.secrets = HeldSecrets()
        self.installed = Installed(readers={}, cards=CARDS, secrets=self.secrets)
        self.tap = ReaderTap(DECODER, self.installed.catalogue.recogniser())
        self.serials: list[int] = []
        self.workshop = LiveWorkshop(
            self.tap,
            lambda: self.installed,
            self.secrets,
            CardPrinter(folder, lambda: IDENTITY),
            merchant_code=IDENTITY.merchant_code,
            draw_below=self._draw,
        )

    def present(self, card: VirtualChip) -> CardIdentity | Refusal:
        hand = Hand(card)
        hand.hold()
        return self.tap.cards("test").recognise(card.atr, hand.transmit, device="one")

    def _draw(self, limit: int) -> int:
        self.serials.append(limit)
        return 4711


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "cards")


def number_on(found: CardIdentity | Refusal) -> str:
    return found.number if isinstance(found, CardIdentity) else ""


def test_what_can_be_made_is_every_format_with_a_writer_and_paper(bench: Bench) -> None:
    assert bench.workshop.kinds() == ("applet", "memory_sle4442", "ntag21x", PRINTED)


def test_a_format_that_is_not_in_use_is_not_written(bench: Bench) -> None:
    bench.workshop.kinds()
    bench.installed = Installed(readers={}, cards={"ntag21x": {}}, secrets=bench.secrets)

    assert bench.workshop.kinds() == ("ntag21x", PRINTED)


def test_a_number_is_a_long_one_of_the_merchant_out_of_all_there_are(bench: Bench) -> None:
    own = parse(bench.workshop.draw_number(), NumberLayout(merchant_code=IDENTITY.merchant_code))

    assert isinstance(own, OwnNumber)
    assert (own.kind, own.serial) == (NumberKind.LONG, 4711)
    assert bench.serials == [SERIALS]


def test_a_number_cannot_be_foreseen(bench: Bench, tmp_path: Path) -> None:
    shop = open_workshop(
        tmp_path / "cards",
        lambda: IDENTITY,
        tap=bench.tap,
        installed=lambda: bench.installed,
        keys=bench.secrets,
    )

    assert len({shop.draw_number() for _ in range(50)}) == 50


def test_the_next_blank_gets_the_number_and_the_one_after_it_does_not(bench: Bench) -> None:
    number = bench.workshop.draw_number()
    bench.workshop.begin("applet", number)

    assert number_on(bench.present(BlankApplet())) == number
    assert bench.workshop.problem() is None
    bench.workshop.stop()
    blank = BlankApplet()
    assert number_on(bench.present(blank)) == ""
    assert blank.number == b""


def test_a_card_of_another_kind_is_a_problem_and_none_any_more_once_it_is_given_up(bench: Bench) -> None:
    bench.workshop.begin("applet", bench.workshop.draw_number())
    bench.present(BlankTag())

    assert bench.workshop.problem() is WriteProblem.OTHER_KIND
    bench.workshop.stop()
    assert bench.workshop.problem() is None


def test_another_kind_takes_the_place_of_the_first(bench: Bench) -> None:
    number = bench.workshop.draw_number()
    bench.workshop.begin("applet", number)
    bench.workshop.begin("ntag21x", number)

    assert number_on(bench.present(BlankTag())) == number


def test_a_recogniser_put_in_the_place_of_the_one_that_waits_writes_nothing(bench: Bench) -> None:
    before = bench.tap.inner_cards
    bench.workshop.begin("applet", bench.workshop.draw_number())
    bench.tap.inner_cards = bench.installed.catalogue.recogniser()
    bench.workshop.stop()

    for recogniser in (before, bench.tap.inner_cards):
        bench.tap.inner_cards = recogniser
        assert number_on(bench.present(BlankApplet())) == ""


def test_a_card_for_the_printer_is_a_file(bench: Bench) -> None:
    assert Path(bench.workshop.print_card(bench.workshop.draw_number())).is_file()
