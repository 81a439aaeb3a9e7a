"""Abuse: "I lost my card", says a stranger. A cashier alone gives nobody a second card for an account."""

from uuid import UUID

import pytest

from fidpos.domain.card import CardStatus, CardToken, TokenKind, Trust
from fidpos.domain.ids import EventId
from fidpos.till.replaced_card import HOLD
from fidpos.till.workplace import Workplace
from fidpos.wire.events import CardStatusChanged
from tests.helpers.counter import MALO, PAUL, Counter, counter
from tests.helpers.file_desk import LINES, FileDesk
from tests.helpers.paper_workshop import PaperWorkshop

NEW = "901234000000471197"


def found_by_name() -> Counter:
    at = counter(signed_in=False)
    at.workplace = Workplace(workshop=PaperWorkshop([NEW]))
    at.start()
    at.sign_in()
    at.session.search("Malo")
    at.session.pick_member(MALO.member.id)
    return at


def test_a_cashier_alone_gives_no_second_card_by_any_way() -> None:
    at = found_by_name()
    at.session.open_new_card()
    at.session.choose_card_kind(1)
    at.session.choose_card_kind(3)
    at.tap(NEW)

    assert at.store.card(CardToken(TokenKind.NUMBER, NEW)) is None
    assert at.said == "read.unknown"


def test_the_managers_hand_stands_in_the_journal() -> None:
    at = found_by_name()
    at.session.lock()
    at.sign_in(PAUL)
    at.session.open_new_card()
    at.session.choose_card_kind(1)
    at.tap(NEW)

    linked = at.store.events[-1]
    assert getattr(linked, "staff_id", None) == PAUL.id


def reported_lost() -> FileDesk:
    """The stranger, found by name, whose card was lost, they say."""
    desk = FileDesk(found_by_name())
    desk.begin("lost_card")
    desk.choose(1)
    return desk


def test_that_the_old_card_was_reported_lost_gives_a_cashier_no_new_one() -> None:
    desk = reported_lost()
    assert desk.asks_manager
    desk.back()
    desk.back()
    desk.at.session.open_new_card()
    desk.at.tap(NEW)

    assert desk.at.store.card(CardToken(TokenKind.NUMBER, NEW)) is None


def test_what_was_collected_is_not_spent_on_the_new_card_within_a_day() -> None:
    desk = reported_lost()
    desk.approve()
    desk.at.tap(NEW)
    spend(desk, Trust.AUTHENTICATED)

    assert desk.at.said == "banner.held_after_replacement"
    assert desk.at.points(MALO) == 520


def test_whoever_serves_them_sees_at_once_that_the_card_was_replaced() -> None:
    desk = reported_lost()
    desk.approve()
    desk.at.tap(NEW)
    desk.at.session.back()
    desk.at.tap(NEW)

    banner = desk.at.view.banner
    assert banner is not None
    assert banner.detail is not None
    assert banner.detail.key == "task.member.held_until"


def test_a_manager_who_knows_the_member_lets_them_spend_at_once() -> None:
    desk = reported_lost()
    desk.approve()
    desk.at.tap(NEW)
    desk.at.session.lock()
    desk.at.sign_in(PAUL)
    spend(desk, Trust.COPYABLE)

    assert desk.at.points(MALO) < 520


def test_the_day_after_the_new_card_is_one_like_any_other() -> None:
    desk = reported_lost()
    desk.approve()
    desk.at.tap(NEW)
    desk.at.clock.advance(HOLD.total_seconds())
    spend(desk, Trust.AUTHENTICATED)

    assert desk.at.points(MALO) < 520


def test_the_visit_counts_all_the_same_while_nothing_is_spent() -> None:
    desk = reported_lost()
    desk.approve()
    desk.at.tap(NEW)
    desk.at.session.back()
    desk.at.tap(NEW)
    desk.at.type_amount(1_000)
    desk.at.session.confirm()

    assert desk.at.points(MALO) == 530


def one_more_card() -> FileDesk:
    """The stranger, found by name, says nothing of a lost card and asks for one more."""
    desk = FileDesk(found_by_name())
    desk.begin("new_card")
    desk.approve()
    desk.at.tap(NEW)
    return desk


def test_on_one_more_card_nothing_is_spent_within_a_day_either() -> None:
    desk = one_more_card()
    spend(desk, Trust.AUTHENTICATED)

    assert desk.at.said == "banner.held_after_replacement"
    assert desk.at.points(MALO) == 520


def test_whoever_still_holds_the_first_card_spends_on_that_one() -> None:
    desk = one_more_card()
    spend(desk, Trust.AUTHENTICATED, card=MALO.cards[0].token.value)

    assert desk.at.points(MALO) < 520


def other_file() -> FileDesk:
    """F3 with nobody attached: whose file?"""
    desk = FileDesk(counter())
    desk.open()
    return desk


def stopped(desk: FileDesk, status: CardStatus) -> None:
    card, store = MALO.cards[0], desk.at.store
    store.commit(
        CardStatusChanged(
            id=EventId(UUID(int=9_001)),
            at=desk.at.clock.now(),
            card_id=card.id,
            member_id=MALO.member.id,
            status=status,
        )
    )


def change_phone(desk: FileDesk) -> None:
    desk.choose(LINES.index("who") + 1)
    desk.fill(phone="0612345678")
    desk.save()


@pytest.mark.parametrize("status", [CardStatus.LOST, CardStatus.BLOCKED, CardStatus.REPLACED])
def test_whoever_found_a_card_that_was_stopped_does_not_get_the_codes_sent_to_themselves(
    status: CardStatus,
) -> None:
    desk = other_file()
    stopped(desk, status)
    desk.at.tap_member(MALO)
    change_phone(desk)

    assert desk.asks_manager
    assert desk.at.store.member(MALO.member.id) == MALO.member


def test_a_number_that_was_typed_is_no_card_held_out() -> None:
    desk = other_file()
    desk.at.tap_member(MALO, Trust.CLAIMED)
    change_phone(desk)

    assert desk.asks_manager


def test_whoever_holds_out_a_card_in_use_changes_their_telephone_number() -> None:
    desk = other_file()
    desk.at.tap_member(MALO)
    change_phone(desk)

    assert desk.at.said == "task.member.done.saved"


def spend(desk: FileDesk, trust: Trust, *, card: str = NEW) -> None:
    at = desk.at
    at.session.back()
    at.tap(card, trust)
    at.session.open_rewards()
    at.session.choose_reward(1)
    at.type_amount(1_000)
    at.session.confirm()
