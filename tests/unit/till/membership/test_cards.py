"""Cards in a member's file: a new one, a lost one, somebody else's of the household."""

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.errors import StoreFull
from fidpos.till.workplace import Workplace
from fidpos.wire.events import CardLinked, CardStatusChanged
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, ZOE, Counter, counter, token
from tests.helpers.file_desk import FileDesk, file_of, key_of
from tests.helpers.paper_workshop import PaperWorkshop

NEW = "901234000000471197"
NEXT = "901234000000471205"


def with_workshop(*numbers: str) -> Counter:
    at = counter(signed_in=False)
    at.workplace = Workplace(workshop=PaperWorkshop(list(numbers)))
    at.start()
    at.sign_in()
    return at


def lost(at: Counter) -> FileDesk:
    desk = file_of(MALO.cards[0].token.value, at)
    desk.begin("lost_card")
    desk.choose(1)
    return desk


def test_a_lost_card_is_blocked_at_once_before_anybody_is_asked() -> None:
    desk = lost(counter())

    told = desk.last
    assert isinstance(told, CardStatusChanged)
    assert (told.status, told.staff_id) == (CardStatus.LOST, INES.id)
    assert desk.asks_manager


def test_who_presents_the_lost_card_is_refused_while_the_new_one_is_being_made() -> None:
    desk = lost(counter())
    desk.back()
    desk.back()
    desk.at.tap(MALO.cards[0].token.value)

    assert desk.at.said == "read.card_lost"


def test_points_stay_and_the_new_card_is_the_members() -> None:
    desk = lost(counter())
    desk.approve()
    desk.at.tap(NEW)

    card = desk.at.store.card(token(NEW))
    assert card is not None
    assert (card.member_id, card.status) == (MALO.member.id, CardStatus.ACTIVE)
    assert desk.at.points(MALO) == 520
    assert (desk.is_open, desk.at.said) == (False, "banner.card_linked")


def test_the_manager_stands_in_the_journal_for_the_new_card() -> None:
    desk = lost(counter())
    desk.approve()
    desk.at.tap(NEW)

    linked = desk.last
    assert isinstance(linked, CardLinked)
    assert linked.staff_id == PAUL.id


def test_a_new_card_is_written_to_the_blank_that_was_chosen() -> None:
    at = with_workshop(NEW)
    desk = lost(at)
    desk.approve()
    desk.choose(2)
    at.tap(NEW)

    assert at.store.card(token(NEW)) is not None


def test_a_printed_card_is_made_at_once_and_shown() -> None:
    at = with_workshop(NEW)
    desk = lost(at)
    desk.approve()
    desk.choose(3)

    assert at.store.card(token(NEW)) is not None
    assert at.view.document


def test_giving_it_up_leaves_no_blank_waiting() -> None:
    at = with_workshop(NEW)
    desk = lost(at)
    desk.approve()
    desk.choose(2)
    desk.back()
    desk.back()

    workshop = at.workplace.workshop
    assert isinstance(workshop, PaperWorkshop)
    assert workshop.waiting is None


def test_a_child_carries_a_card_of_its_own() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("new_card")
    desk.choose(2)
    desk.approve()
    desk.at.tap(NEW)

    card = desk.at.store.card(token(NEW))
    assert card is not None
    assert card.holder_id == ZOE.member.profile.household[0].id


def test_the_lost_card_of_a_child_is_replaced_by_one_of_the_child() -> None:
    desk = file_of(ZOE.cards[0].token.value)
    desk.begin("new_card")
    desk.choose(2)
    desk.approve()
    desk.at.tap(NEW)
    desk.at.clock.advance(60)
    desk.begin("lost_card")
    desk.choose(1)
    desk.approve()
    desk.at.tap(NEXT)

    card = desk.at.store.card(token(NEXT))
    assert card is not None
    assert card.holder_id == ZOE.member.profile.household[0].id


def test_every_card_is_listed_with_its_state_and_who_carries_it() -> None:
    desk = file_of(BERENICE.cards[0].token.value)
    desk.begin("new_card")
    desk.approve()
    desk.at.clock.advance(60)
    desk.at.tap(NEW)
    desk.begin("cards")

    assert [key_of(line.aside) for line in desk.lines] == ["task.member.card.active"] * 2
    assert {key_of(line.detail) for line in desk.lines} == {"task.member.holder.member"}


def test_a_card_is_blocked_alone_and_used_again_on_a_managers_word() -> None:
    desk = file_of(MALO.cards[0].token.value)
    desk.begin("cards")
    desk.choose(1)
    desk.choose(2)
    assert desk.at.said == "task.member.done.card_blocked"

    desk.begin("cards")
    desk.choose(1)
    desk.choose(1)
    assert desk.asks_manager
    desk.approve()

    told = desk.last
    assert isinstance(told, CardStatusChanged)
    assert (told.status, told.staff_id) == (CardStatus.ACTIVE, PAUL.id)


def test_a_disk_that_refuses_leaves_the_card_as_it_was() -> None:
    desk = file_of(MALO.cards[0].token.value)
    desk.begin("lost_card")
    desk.at.break_disk(StoreFull("no room"))
    desk.choose(1)
    assert not desk.asks_manager

    desk.at.mend_disk()
    desk.choose(1)
    assert desk.asks_manager
    assert sum(isinstance(event, CardStatusChanged) for event in desk.at.store.events) == 1


@pytest.mark.parametrize("number", [0, -1, 9, 10_000])
def test_a_digit_that_is_no_line_changes_nothing(number: int) -> None:
    desk = file_of(MALO.cards[0].token.value)
    desk.begin("cards")
    before = len(desk.at.store.events)
    desk.choose(number)
    desk.choose(number)

    assert len(desk.at.store.events) == before
    assert desk.lead == "task.member.lead.cards"
