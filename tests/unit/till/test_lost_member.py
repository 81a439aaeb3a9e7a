"""Who is erased, merged or blocked while on screen is let go: nothing is recorded, the amount stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.ids import EventId
from fidpos.domain.member import MemberStatus
from fidpos.till.view import TillState
from fidpos.wire.events import CardStatusChanged
from tests.helpers.counter import BERENICE, MALO, Counter, counter


def erased(at: Counter) -> None:
    at.store.erase(BERENICE.member.id)


def merged(at: Counter) -> None:
    gone = replace(BERENICE.member, status=MemberStatus.MERGED, merged_into=MALO.member.id)
    at.store.load(replace(BERENICE, member=gone, lots=()))


def blocked(at: Counter) -> None:
    at.store.load(replace(BERENICE, member=replace(BERENICE.member, status=MemberStatus.BLOCKED), lots=()))


def card_lost(at: Counter) -> None:
    card = BERENICE.cards[0]
    at.store.commit(
        CardStatusChanged(
            id=EventId(card.id),
            at=at.clock.now(),
            card_id=card.id,
            member_id=BERENICE.member.id,
            status=CardStatus.LOST,
        )
    )


MISHAPS = [erased, merged, blocked, card_lost]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_who_is_gone_meanwhile_is_let_go_with_a_sentence(mishap: Callable[[Counter], None]) -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(2_000)
    mishap(at)

    at.session.confirm()

    assert at.said == "confirm.member_gone"
    assert at.view.state is TillState.AMOUNT
    assert at.view.member is None
    assert at.view.amount is not None
    assert at.store.last_visit_id() is None


def test_the_amount_that_stays_is_closed_for_who_comes_next() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(2_000)
    erased(at)
    at.session.confirm()

    at.tap_member(MALO)
    at.session.confirm()

    assert at.points(MALO) == 540


def test_without_an_amount_nothing_is_left_of_the_visit() -> None:
    at = counter()
    at.tap_member(BERENICE)
    erased(at)

    at.session.confirm()

    assert at.view.state is TillState.IDLE
    assert at.store.draft() is None
