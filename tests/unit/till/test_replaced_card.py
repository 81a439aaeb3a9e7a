"""For a day after a card was replaced nothing is spent without a manager."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fidpos.domain.card import CardStatus
from fidpos.domain.ids import CardId
from fidpos.till.replaced_card import HOLD, held_until
from tests.helpers.counter import MALO

OLD = MALO.cards[0]
NEW = replace(OLD, id=CardId(UUID(int=9_000)), linked_at=OLD.linked_at + timedelta(days=400))


def test_a_first_card_holds_nothing() -> None:
    assert held_until([OLD], OLD.linked_at, presented=OLD.id) is None


def test_a_card_beside_another_that_is_in_use_is_held_for_a_day_itself() -> None:
    assert held_until([OLD, NEW], NEW.linked_at, presented=NEW.id) == NEW.linked_at + HOLD
    assert held_until([OLD, NEW], NEW.linked_at + HOLD, presented=NEW.id) is None


def test_whoever_holds_out_the_older_card_is_free() -> None:
    assert held_until([OLD, NEW], NEW.linked_at, presented=OLD.id) is None
    assert held_until([OLD, NEW], NEW.linked_at) is None


def test_the_older_card_frees_nobody_once_another_one_was_replaced() -> None:
    lost = replace(OLD, id=CardId(UUID(int=9_001)), status=CardStatus.LOST)

    assert held_until([lost, OLD, NEW], NEW.linked_at, presented=OLD.id) is not None


def test_the_card_in_place_of_a_lost_one_holds_for_a_day() -> None:
    lost = replace(OLD, status=CardStatus.LOST)

    assert held_until([lost, NEW], NEW.linked_at) == NEW.linked_at + HOLD
    assert held_until([lost, NEW], NEW.linked_at + HOLD - timedelta(seconds=1)) is not None
    assert held_until([lost, NEW], NEW.linked_at + HOLD) is None


def test_a_card_that_was_blocked_first_is_a_lost_one_by_another_name() -> None:
    blocked = replace(OLD, status=CardStatus.BLOCKED)

    assert held_until([blocked, NEW], NEW.linked_at) is not None


def test_the_loss_of_a_newer_card_holds_nothing_of_the_older_one() -> None:
    lost = replace(NEW, status=CardStatus.LOST)

    assert held_until([OLD, lost], NEW.linked_at) is None


def test_a_clock_that_was_set_back_ends_nothing() -> None:
    lost = replace(OLD, status=CardStatus.LOST)

    assert held_until([lost, NEW], OLD.linked_at) is not None
