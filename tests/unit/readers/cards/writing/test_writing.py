"""Writing each kind of blank, pulled away after every command there is."""

import pytest

from fidpos.domain.card import Refusal, Trust
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreFull
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP
from fidpos.readers.cards.formats.memory_sle4442.writer import FACTORY_PIN
from fidpos.readers.cards.ndef import message_block, text_message
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.cards.record import encode_record
from fidpos.readers.cards.writing import CardKeyKeeper, CardWriter, WriteJob
from fidpos.readers.driver import CardIdentity
from fidpos.readers.drivers.simulated.virtual_cards import BankCard, VirtualChip
from fidpos.readers.own_number import make_long
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.blank_cards import (
    BLANKS,
    FORMATS,
    BlankApplet,
    BlankMemoryCard,
    BlankTag,
    Hand,
    TakenAway,
)

NUMBER, OTHER = make_long("1234", 4711), make_long("1234", 4712)


class Desk:
    """A recogniser with a number that waits for a blank of one kind."""

    def __init__(self, kind: str, number: str = NUMBER) -> None:
        self.secrets = HeldSecrets()
        self._catalogue = Catalogue(FORMATS, self.secrets, distributions=list)
        self.recogniser: Recogniser = self._catalogue.recogniser()
        self.job = WriteJob(self._catalogue.writers(self.secrets)[kind], number, self.secrets)
        self.recogniser.write_next(self.job)

    def present(self, card: VirtualChip, commands_max: int | None = None) -> CardIdentity | Refusal:
        hand = Hand(card)
        hand.hold(commands_max)
        return self.recogniser.recognise(card.atr, hand.transmit, device="reader")

    def done(self, found: CardIdentity | Refusal) -> bool:
        is_ours = isinstance(found, CardIdentity) and found.number == NUMBER and found.doubt is None
        return is_ours and self.job.problem is None


def read(card: VirtualChip, secrets: HeldSecrets) -> CardIdentity | Refusal:
    """What a till reads that never wrote a card."""
    hand = Hand(card)
    hand.hold()
    recogniser = Catalogue(FORMATS, secrets, distributions=list).recogniser()
    return recogniser.recognise(card.atr, hand.transmit, device="reader")


@pytest.mark.parametrize("kind", BLANKS)
def test_a_blank_gets_the_number_and_is_read_back_by_the_usual_way(kind: str) -> None:
    desk, card = Desk(kind), BLANKS[kind]()

    assert desk.done(desk.present(card))
    found = read(card, desk.secrets)
    assert isinstance(found, CardIdentity)
    assert found.number == NUMBER


@pytest.mark.parametrize("kind", BLANKS)
def test_a_card_pulled_after_any_command_is_blank_or_whole_and_the_next_time_ends_it(kind: str) -> None:
    for commands_max in range(200):
        desk, card = Desk(kind), BLANKS[kind]()
        try:
            found = desk.present(card, commands_max)
        except TakenAway:
            between = read(card, desk.secrets)
            assert between in {Refusal.UNKNOWN_FORMAT, Refusal.BAD_READ} or (
                isinstance(between, CardIdentity) and between.number == NUMBER
            )
            after = desk.present(card)
            assert desk.done(after) or is_for_another_card(desk, between), commands_max
        else:
            assert desk.done(found)
            assert commands_max > 5
            return
    pytest.fail("the card was never written")


def is_for_another_card(desk: Desk, between: CardIdentity | Refusal) -> bool:
    """A write was sent and did not arrive: the card is as blank as any other, and takes a new number."""
    return desk.job.problem is WriteProblem.ANOTHER_CARD and isinstance(between, Refusal)


@pytest.mark.parametrize("kind", ["applet", "memory_sle4442"])
def test_a_second_blank_never_gets_the_number_that_a_first_one_may_have(kind: str) -> None:
    for commands_max in range(100):
        desk, first, second = Desk(kind), BLANKS[kind](), BLANKS[kind]()
        try:
            desk.present(first, commands_max)
        except TakenAway:
            desk.present(second)
            said = [read(card, desk.secrets) for card in (first, second)]
            numbered = [each for each in said if isinstance(each, CardIdentity) and each.number == NUMBER]
            assert len(numbered) < 2, commands_max
        else:
            return
    pytest.fail("the card was never written")


@pytest.mark.parametrize("kind", BLANKS)
def test_a_number_is_written_to_one_card_however_many_blanks_come(kind: str) -> None:
    desk, first, second = Desk(kind), BLANKS[kind](), BLANKS[kind]()
    assert desk.done(desk.present(first))

    assert not isinstance(desk.present(second), CardIdentity)
    assert desk.done(desk.present(first))


def test_a_tag_known_by_its_uid_is_left_as_it_is_whoever_holds_it_there() -> None:
    desk, card = Desk("ntag21x"), BlankTag()
    desk.secrets.somebodys.add("04E10CDA993C80")
    before = bytes(card.memory)
    desk.present(card)

    assert desk.job.problem is WriteProblem.NOT_BLANK
    assert bytes(card.memory) == before


@pytest.mark.parametrize("kind", BLANKS)
def test_a_card_pulled_twice_is_still_ended(kind: str) -> None:
    for first in range(9, 20):
        desk, card = Desk(kind), BLANKS[kind]()
        for commands_max in (first, first + 3):
            try:
                desk.present(card, commands_max)
            except TakenAway:
                continue
        assert desk.done(desk.present(card)), first


@pytest.mark.parametrize("kind", BLANKS)
def test_a_card_that_already_has_another_number_is_left_as_it_is(kind: str) -> None:
    card = BLANKS[kind]()
    before = Desk(kind, OTHER)
    before.present(card)
    desk = Desk(kind)
    found = desk.present(card)

    assert isinstance(found, CardIdentity)
    assert found.number == OTHER
    assert desk.job.problem is None


def test_the_applet_proves_itself_once_it_is_written() -> None:
    desk, card = Desk("applet"), BlankApplet()
    found = desk.present(card)

    assert isinstance(found, CardIdentity)
    assert found.trust is Trust.AUTHENTICATED
    assert card.state == b"\x01"


def test_two_cards_never_get_the_same_key() -> None:
    first, second = Desk("applet"), Desk("applet", OTHER)
    cards = BlankApplet(), BlankApplet()
    first.present(cards[0])
    second.present(cards[1])

    assert cards[0].key[1:] != cards[1].key[1:]


def test_a_memory_card_leaves_with_a_pin_of_its_own() -> None:
    desk, card = Desk("memory_sle4442"), BlankMemoryCard()
    desk.present(card)

    assert card.pin != FACTORY_PIN
    assert card.tries == CHIP.tries_max
    assert FACTORY_PIN in card.presented


@pytest.mark.parametrize("tries", [0, 1])
def test_no_pin_is_presented_on_the_last_try(tries: int) -> None:
    desk, card = Desk("memory_sle4442"), BlankMemoryCard()
    card.tries = tries
    desk.present(card)

    assert card.presented == []
    assert desk.job.problem in {WriteProblem.LOCKED, WriteProblem.PIN_REFUSED}


def test_a_memory_card_with_a_foreign_pin_keeps_its_last_try() -> None:
    desk, card = Desk("memory_sle4442"), BlankMemoryCard()
    card._pin = b"\x12\x34\x56"
    desk.present(card)

    assert desk.job.problem is WriteProblem.PIN_REFUSED
    assert card.presented == [FACTORY_PIN]
    assert card.tries == 2


def test_a_memory_card_with_something_else_on_it_is_left_as_it_is() -> None:
    desk, card = Desk("memory_sle4442"), BlankMemoryCard(b"somebody else's data, long enough")
    before = bytes(card.memory)
    desk.present(card)

    assert desk.job.problem is WriteProblem.NOT_BLANK
    assert bytes(card.memory) == before


@pytest.mark.parametrize("area", ["0103A00C340300FE", "0300FE00", "00000000", "0300FE0068656C6C6F"])
def test_a_tag_counts_as_blank_however_its_maker_or_a_phone_emptied_it(area: str) -> None:
    desk = Desk("ntag21x")

    assert desk.done(desk.present(BlankTag(area=area)))


def test_a_tag_with_a_message_of_somebody_else_is_left_as_it_is() -> None:
    desk, card = Desk("ntag21x"), BlankTag(area=message_block(text_message("hello")).hex())
    before = bytes(card.memory)
    desk.present(card)

    assert desk.job.problem is WriteProblem.NOT_BLANK
    assert bytes(card.memory) == before


def test_a_number_begun_on_one_tag_is_not_written_to_another() -> None:
    desk, first, second = Desk("ntag21x"), BlankTag(), BlankTag("04AABBCCDDEE80")
    with pytest.raises(TakenAway):
        desk.present(first, 8)
    desk.present(second)

    assert desk.job.problem is WriteProblem.ANOTHER_CARD
    assert desk.done(desk.present(first))


def test_a_card_of_another_kind_is_not_touched() -> None:
    desk, card = Desk("ntag21x"), BlankMemoryCard()
    before = bytes(card.memory)

    assert desk.present(card) is Refusal.UNKNOWN_FORMAT
    assert desk.job.problem is WriteProblem.OTHER_KIND
    assert bytes(card.memory) == before


def test_a_bank_card_is_refused_as_one_while_a_number_waits() -> None:
    desk, card = Desk("applet"), BankCard()

    assert desk.present(card) is Refusal.BANK_CARD
    assert all(command[:2] == b"\x00\xa4" for command in card.asked)


def test_a_record_that_only_lacks_its_mark_gives_way_to_another_number() -> None:
    begun = encode_record(OTHER)
    desk, card = Desk("memory_sle4442"), BlankMemoryCard(b"\xff" + begun[1:])

    assert desk.done(desk.present(card))


def test_a_key_that_cannot_be_kept_is_said_and_the_card_is_not_touched() -> None:
    desk, card = Desk("applet"), BlankApplet()
    desk.secrets.refuse = StoreFull("no room")
    found = desk.present(card)

    assert found is Refusal.BAD_READ
    assert desk.job.problem is WriteProblem.KEY_NOT_KEPT
    assert card.number == b""
    desk.secrets.refuse = None
    assert desk.done(desk.present(card))


def test_a_record_that_another_program_left_half_written_is_no_blank() -> None:
    record = encode_record(OTHER)
    desk, card = Desk("memory_sle4442"), BlankMemoryCard(record[:-2])
    desk.present(card)

    assert desk.job.problem is WriteProblem.NOT_BLANK


def test_a_writer_that_cannot_be_built_costs_no_other_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(settings: CardSettings, keys: CardKeyKeeper) -> CardWriter:
        raise ZeroDivisionError

    monkeypatch.setattr("fidpos.readers.cards.formats.applet.writer.create_writer", break_down)
    catalogue = Catalogue(FORMATS, HeldSecrets(), distributions=list)

    assert list(catalogue.writers(HeldSecrets())) == ["memory_sle4442", "ntag21x"]
    assert "applet" in caplog.text
