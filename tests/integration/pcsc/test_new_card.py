"""A new card on the real pcscd: blanks as programs of their own, written, pulled, left by a dead till."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.empty_slot import wait_until_empty
from fidpos.bootstrap.demo.pcscd import FIRST_READER
from fidpos.bootstrap.demo.virtual_card import EMPTY_LIMIT_S
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.ids import MemberId
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.writing import WriteJob
from fidpos.readers.driver import Response
from fidpos.readers.drivers.pcsc.api import Api, load_scard
from fidpos.readers.own_number import make_long
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.counter import IDENTITY
from tests.helpers.real_shop import card_number, found_shop, keys_of, member_id
from tests.helpers.screenless_till import ScreenlessTill
from tests.helpers.virtual_cards.blank_cards import BLANKS, FORMATS
from tests.helpers.virtual_cards.blank_cards import Hand as CardHand
from tests.helpers.virtual_cards.programs import Hand, Program

pytestmark = [pytest.mark.pcscd, pytest.mark.usefixtures("pcscd")]

WRITES = {0xDA, 0xD0, 0xD2, 0xD6}
"""Instructions that change a card: PUT DATA, WRITE, CHANGE_CODE, UPDATE BINARY."""

FIRST, SECOND = 1, 2
MEMBERS = 3

Open = Callable[[], ScreenlessTill]


def writing_commands(kind: str) -> list[int]:
    """Which of all commands, counted from 1, change a blank of this kind."""
    secrets, card = HeldSecrets(), BLANKS[kind]()
    catalogue = Catalogue(FORMATS, secrets, distributions=list)
    recogniser, hand = catalogue.recogniser(), CardHand(card)
    number = make_long(IDENTITY.merchant_code, 1)
    recogniser.write_next(WriteJob(catalogue.writers(secrets)[kind], number, secrets))
    asked: list[int] = []

    def transmit(command: bytes) -> Response:
        asked.append(command[1])
        return hand.transmit(command)

    recogniser.recognise(card.atr, transmit, device="one")
    return [place for place, instruction in enumerate(asked, start=1) if instruction in WRITES]


def moments(kind: str) -> list[int]:
    """Before the first write, in the middle, before the last one, and before the card is read back."""
    writes = writing_commands(kind)
    return sorted({writes[0], writes[len(writes) // 2], writes[-1], writes[-1] + 1})


CASES = [pytest.param(kind, place, id=f"{kind}-{place}") for kind in BLANKS for place in moments(kind)]


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    return found_shop(tmp_path / "till", members=MEMBERS, whole_program=True).folder


@pytest.fixture
def open_till(folder: TillFolder) -> Iterator[Open]:
    running: list[ScreenlessTill] = []

    def open_till() -> ScreenlessTill:
        running.append(ScreenlessTill(folder))
        return running[-1]

    yield open_till
    for till in running:
        till.close()


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """Where the memory of the one card is kept."""
    return tmp_path / "card"


def hold_out(cards: Hand, kind: str, blank: Path, *options: str) -> Program:
    card = cards.run("blank_card", kind, str(blank), *options)
    card.wait_for("inserted")
    return card


def take_away(card: Program) -> None:
    card.end()
    assert wait_until_empty(Api(load_scard()), FIRST_READER, EMPTY_LIMIT_S)


def links(folder: TillFolder) -> list[tuple[str, MemberId]]:
    """Number and owner of every card that was linked since the shop was founded."""
    founded = {card_number(number) for number in range(1, MEMBERS + 1)}
    store = LocalStore.open(folder.store, keys_of(folder).store_key, SystemClock())
    try:
        reader = store.database.reader()
        tokens = [_token(text) for (text,) in reader.all("SELECT token FROM cards")]
        reader.close()
        cards = [store.card(token) for token in tokens if token.value not in founded]
    finally:
        store.close()
    return [(card.token.value, card.member_id) for card in cards if card is not None]


def _token(text: str) -> CardToken:
    kind, _, value = text.partition(":")
    return CardToken(TokenKind(kind), value)


@pytest.mark.parametrize("kind", BLANKS)
def test_a_blank_is_written_read_back_linked_and_finds_its_member(
    open_till: Open, cards: Hand, folder: TillFolder, blank: Path, kind: str
) -> None:
    till = open_till()
    till.attach(member_id(FIRST))
    ending = till.begin(kind)
    card = hold_out(cards, kind, blank)
    till.wait_for("banner.card_linked")
    take_away(card)
    till.forget()
    hold_out(cards, kind, blank)

    assert till.wait_for_member() == member_id(FIRST)
    till.close()
    ((number, owner),) = links(folder)
    assert number.endswith(ending)
    assert owner == member_id(FIRST)


@pytest.mark.parametrize(("kind", "place"), CASES)
def test_a_card_pulled_in_the_middle_is_ended_when_it_comes_back_and_linked_once(
    open_till: Open, cards: Hand, folder: TillFolder, blank: Path, kind: str, place: int
) -> None:
    till = open_till()
    till.attach(member_id(FIRST))
    ending = till.begin(kind)
    hold_out(cards, kind, blank, "--pull-at", str(place)).wait_for("pulled")
    till.wait_for("write.cut_short", "write.not_kept")
    assert till.view.new_card is not None
    card = hold_out(cards, kind, blank)
    if till.wait_for("banner.card_linked", "write.another_card") == "write.another_card":
        # The write was sent and never arrived: the chip is as blank as any other, and gets a number anew.
        take_away(card)
        ending = till.choose(kind)
        hold_out(cards, kind, blank)
        till.wait_for("banner.card_linked")
    till.close()

    ((number, owner),) = links(folder)
    assert number.endswith(ending)
    assert owner == member_id(FIRST)


@pytest.mark.parametrize(("kind", "place"), CASES)
def test_a_card_left_by_a_till_that_died_is_linked_as_it_is_or_written_anew_and_has_one_owner(
    open_till: Open, cards: Hand, folder: TillFolder, blank: Path, kind: str, place: int
) -> None:
    program = [sys.executable, "-m", "tests.helpers.screenless_till", str(folder.root), kind, str(FIRST)]
    dying = Program(program)
    dying.wait_for("waiting")
    card = hold_out(cards, kind, blank, "--hold-at", str(place))
    card.wait_for("held")
    dying.kill()
    take_away(card)
    assert links(folder) == []

    till = open_till()
    till.forget()
    till.attach(member_id(SECOND))
    till.session.open_new_card()
    again = hold_out(cards, kind, blank)
    if till.wait_for("banner.card_linked", "new_card.choose_first") == "new_card.choose_first":
        take_away(again)
        assert till.view.new_card is not None
        till.session.choose_card_kind(till.view.new_card.kinds.index(kind) + 1)
        hold_out(cards, kind, blank)
        till.wait_for("banner.card_linked")
    till.close()

    ((_, owner),) = links(folder)
    assert owner == member_id(SECOND)
