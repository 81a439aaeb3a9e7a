"""A scope that a programme names late has the history it would have, had it been named from the start."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import VisitDraft
from fidpos.localdb import scope_history
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.localdb.verify import verify
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.effect import Phase
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.engine import compile_programme
from fidpos.rules.policy import Policies
from fidpos.rules.policy import Refund as RefundPolicy
from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import LIFETIME
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.correct import Corrected, correct_amount
from fidpos.till.identify import recognise_without_card
from fidpos.till.member_file import read_member_file
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import Voiding, void_event
from fidpos.till.work import Surroundings, Work
from fidpos.wire.sync.pull import Change, MemberState
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_events import Events
from tests.helpers.store_states import member_state
from tests.unit.rules.build import TITLE, rule

BREAD = Scope(only=Selection(categories=("bread",)))
DEAR = Scope(only=Selection(brands=("dear",)), full_price=True)
LOAF = BasketLine(amount_minor=333, categories=("bread", "bread/white"), quantity=2_000)
CAKE = BasketLine(amount_minor=1_250, categories=("cake",), brand="dear")
SOME = Bounds(at_least=1)
FORTNIGHT = date(2026, 11, 1)


def sale() -> Programme:
    """Ten percent off all; no scope has a history."""
    made = programme()
    off = rule("off", PercentOff(share_ppm=100_000), phase=Phase.BASKET)
    return replace(made, version=2, rules=(*made.rules, off), policies=Policies(refund=RefundPolicy.PER_LINE))


def counting(base: Programme, version: int) -> Programme:
    """The same, and two scopes whose history is kept."""
    asked = tuple(
        rule(
            f"asks_{number}",
            Message(text=TITLE),
            when=Bought(window=LIFETIME, bounds=Bounds(at_least=1), scope=scope),
        )
        for number, scope in enumerate((BREAD, DEAR))
    )
    return replace(base, version=version, rules=(*base.rules, *asked))


@dataclass
class Shop:
    """A store on disk whose visits have lines."""

    path: Path
    clock: FakeClock
    store: LocalStore
    events: Events

    def buy(self, *lines: BasketLine, member: object = BERENICE) -> VisitId:
        self.clock.advance(3_600)
        store, now = self.store, self.clock.now()
        compiled = compile_programme(store.programme())
        recognised = recognise_without_card(store, member.member.id)  # type: ignore[attr-defined]
        assert recognised is not None
        draft = VisitDraft(
            id=VisitId(self.events.new_id()),
            opened_at=now,
            opened_by=INES.id,
            presented=recognised.presented,
            basket=basket(*lines),
        )
        file = read_member_file(store, compiled, recognised, self.events.today)
        around = Surroundings(compiled=compiled, identity=IDENTITY, at=now, own_member_id=None)
        ready = Work(draft=draft, file=file).evaluated(around).ready
        assert ready is not None
        return close_visit(
            store, ready, Closing(closed_by=INES.id, at=now, new_id=self.events.new_id)
        ).visit_id

    def void(self, visit_id: VisitId) -> None:
        voiding = Voiding(
            staff_id=INES.id,
            reason="test",
            at=self.clock.now(),
            business_day=self.events.today,
            new_id=self.events.new_id,
        )
        self.store.commit(void_event(recorded(self.store, visit_id), voiding))

    def refund(self, visit_id: VisitId, *lines: int, minor: int | None = None) -> None:
        self.clock.advance(60)
        request = RefundRequest(
            id=RefundId(self.events.new_id()),
            lines=frozenset(lines),
            amount=None if minor is None else Money(minor, EUR),
            reason="broken",
        )
        work = correction(self.store, self.events)
        assert isinstance(refund_visit(work, recorded(self.store, visit_id), request), Refunded)

    def correct(self, visit_id: VisitId, *lines: BasketLine) -> None:
        self.clock.advance(60)
        corrected = correct_amount(
            correction(self.store, self.events),
            recorded(self.store, visit_id),
            visit_id=VisitId(self.events.new_id()),
            basket=basket(*lines),
            reason="mistyped",
        )
        assert isinstance(corrected, Corrected), corrected

    def reopen(self) -> None:
        self.store.close()
        self.store = LocalStore.open(self.path, real_store.KEY, self.clock)

    def history(self) -> list[object]:
        """All that windows over a scope are summed from."""
        store, today = self.store, self.events.today
        return [
            (
                [day for day in store.day_aggregates(who.member.id, FORTNIGHT) if any_of(day)],
                [total for total in store.lifetime(who.member.id) if any_of(total)],
                [one.day for one in store.last_days(who.member.id, today) if one.scope],
                [
                    (visit.at, sorted(visit.sums, key=lambda sums: sums.scope))
                    for visit in store.counted_visits(who.member.id, FORTNIGHT, today)
                ],
            )
            for who in (BERENICE, MALO)
        ]


def any_of(sums: object) -> bool:
    names = ("visits", "revenue_minor", "points_earned", "quantity")
    return any(getattr(sums, name) for name in names)


def basket(*lines: BasketLine) -> Basket:
    return Basket(amount=Money(sum(line.amount_minor for line in lines), EUR), lines=lines)


def first_half(shop: Shop) -> list[VisitId]:
    visits = [shop.buy(LOAF), shop.buy(LOAF, CAKE), shop.buy(CAKE), shop.buy(LOAF, LOAF, CAKE)]
    visits += [shop.buy(CAKE, LOAF, member=MALO), shop.buy(LOAF), shop.buy(LOAF, CAKE)]
    shop.void(visits[0])
    shop.refund(visits[3], 0)
    shop.refund(visits[4], minor=500)
    return visits


def second_half(shop: Shop, visits: list[VisitId]) -> None:
    shop.void(visits[1])
    shop.refund(visits[3], 2)
    shop.refund(visits[4], minor=100)
    shop.refund(visits[4])
    shop.correct(visits[6], LOAF, LOAF)
    shop.buy(LOAF)


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Shop]:
    def make(name: str) -> Shop:
        clock = FakeClock()
        path = tmp_path / f"{name}.db"
        return Shop(path, clock, real_store.new_store(path, clock, BERENICE, MALO), Events(clock))

    return make


@pytest.fixture
def pair(made: Callable[[str], Shop]) -> tuple[Shop, Shop, list[VisitId], list[VisitId]]:
    """One store that names the scopes from the start, one that has not named them yet; the same past."""
    early, late = made("early"), made("late")
    early.store.put_programme(counting(sale(), 2))
    late.store.put_programme(sale())
    return early, late, first_half(early), first_half(late)


def check_and_close(*shops: Shop) -> None:
    for shop in shops:
        reader = shop.store.database.reader()
        assert verify(reader.connection).holds
        reader.close()
        shop.store.close()


@pytest.mark.parametrize("chunk", [1, 3, 50])
def test_history_is_the_same_whether_a_scope_was_named_from_the_start_or_later(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope_history, "CHUNK", chunk)
    early, late, early_visits, late_visits = pair
    assert early.history() != late.history()

    late.store.put_programme(counting(sale(), 3))

    assert late.history() == early.history()
    early.store.put_programme(counting(sale(), 3))
    assert late.history() == early.history()
    second_half(early, early_visits)
    second_half(late, late_visits)
    assert late.history() == early.history()
    check_and_close(early, late)


def test_a_till_that_stops_between_two_chunks_goes_on_where_it_was(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope_history, "CHUNK", 2)
    early, late, early_visits, late_visits = pair
    with monkeypatch.context() as patched:
        patched.setattr(scope_history, "count_past", lambda _database: None)
        late.store.put_programme(counting(sale(), 3))
    reader = late.store.database.reader()
    scope_history._count_chunk(late.store.database, reader, scope_history.LateCounts(reader))
    reader.close()
    late.void(late_visits[1])
    late.void(late_visits[5])
    early.void(early_visits[1])
    early.void(early_visits[5])

    late.reopen()
    late.store.count_past()
    late.store.count_past()

    assert late.history() == early.history()
    check_and_close(early, late)


def as_the_centre_has_it(shop: Shop) -> MemberState:
    """What the events tell: of a scope that was named later, they tell nothing."""
    reader = shop.store.database.reader()
    state = member_state(reader, BERENICE.member.id)
    late = {row[0] for row in reader.all("SELECT DISTINCT scope FROM late_sums")}
    reader.close()
    assert late
    return state.but(
        days=tuple(each for each in state.days if each.scope not in late),
        lifetime=tuple(each for each in state.lifetime if each.scope not in late),
    )


def test_what_was_counted_late_outlives_a_state_of_the_centre(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]],
) -> None:
    early, late, early_visits, late_visits = pair
    late.store.put_programme(counting(sale(), 3))
    state = as_the_centre_has_it(late)
    sync = LocalSyncStore(late.store.database, late.store.origin, late.clock)
    have = sync.head().anchor

    sync.apply([Change(member=state)], have=have, cursor=None, echo=False)
    same = late.history() == early.history()
    for shop, visits in ((early, early_visits), (late, late_visits)):
        second_half(shop, visits)
    sync.apply([Change(member=state)], have=have, cursor=None, echo=False)

    assert same
    assert late.history() == early.history()
    sync.close()
    check_and_close(early, late)


def test_visits_closed_under_the_programme_before_are_counted_at_the_next_start(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]], monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late, _, _ = pair
    late.store.put_programme(counting(sale(), 3))
    stale = compile_programme(sale())
    monkeypatch.setattr(late.store, "programme", lambda: stale.programme)
    late.buy(LOAF)
    early.buy(LOAF)
    assert late.history() != early.history()

    late.reopen()
    late.store.count_past()

    assert late.history() == early.history()
    check_and_close(early, late)


def test_a_scope_that_was_dropped_and_named_again_has_no_gap(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]],
) -> None:
    early, late, early_visits, late_visits = pair
    late.store.put_programme(counting(sale(), 3))
    late.store.put_programme(replace(sale(), version=4))
    for shop, visits in ((early, early_visits), (late, late_visits)):
        shop.buy(LOAF, CAKE)
        shop.void(visits[2])

    late.store.put_programme(counting(sale(), 5))

    assert late.history() == early.history()
    check_and_close(early, late)


def test_a_member_who_was_erased_is_passed_over(
    pair: tuple[Shop, Shop, list[VisitId], list[VisitId]],
) -> None:
    early, late, _, _ = pair
    late.store.erase(MALO.member.id)

    late.store.put_programme(counting(sale(), 3))

    assert late.history()[0] == early.history()[0]
    check_and_close(early, late)
