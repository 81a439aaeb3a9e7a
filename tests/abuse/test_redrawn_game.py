"""Abuse: a game is begun again, or undone and begun again, until it is won."""

from dataclasses import replace

import pytest

from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.effects.earn_fixed import EarnFixed
from tests.helpers.counter import BERENICE, IDENTITY, INES, PAUL, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import rule

WON = 10_000


def game(code: str) -> Counter:
    """A counter where half of the visits win."""
    lottery = rule(code, EarnFixed(counter="points", points=WON), when=DrawnByLot(chance_ppm=500_000))
    made = programme()
    store = MemoryStore(IDENTITY, replace(made, rules=(*made.rules, lottery)), (INES, PAUL))
    store.load(BERENICE)
    at = Counter(store=store, clock=FakeClock())
    at.sign_in(PAUL)
    return at


def tried(at: Counter) -> bool:
    """Whether a visit that is begun now would win; it is given up."""
    at.tap_member(BERENICE)
    at.type_amount(500)
    preview = at.view.preview
    assert preview is not None
    at.session.back()
    at.session.back()
    assert at.view.member is None
    at.clock.advance(1)
    return preview.points_earned >= WON


@pytest.mark.parametrize("code", ["spring", "summer", "autumn", "winter"])
def test_letting_the_member_go_and_beginning_again_draws_nothing_new(code: str) -> None:
    at = game(code)

    assert len({tried(at) for _ in range(16)}) == 1


@pytest.mark.parametrize("code", ["spring", "summer", "autumn", "winter"])
def test_undoing_a_visit_and_buying_again_draws_nothing_new(code: str) -> None:
    at = game(code)
    lots = set()
    for _ in range(8):
        at.buy(BERENICE, 500)
        lots.add(at.points(BERENICE) >= WON)
        at.session.void_last()
        at.clock.advance(61)

    assert len(lots) == 1


def test_visits_that_are_closed_draw_on() -> None:
    at = game("spring")
    lots = []
    for _ in range(8):
        lots.append(tried(at))
        at.buy(BERENICE, 500)
        at.clock.advance(86_400)
        at.session.lock()
        at.sign_in(PAUL)

    assert set(lots) == {True, False}
