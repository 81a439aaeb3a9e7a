"""Abuse: somebody tries numbers until one is a voucher, or looks for one where it is stored."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.policy import Policies, VoucherBound
from fidpos.till.vouchers import HeldOut, VoucherLookup, VoucherRefusal, numbers_of
from fidpos.wire.codec import encode
from tests.helpers.counter import BERENICE, IDENTITY, INES, PAUL, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.build import TITLE, rule

TODAY = date(2026, 11, 20)
A_MINUTE = 10


@dataclass
class Guesser:
    """A till that has given a voucher to the bearer, and somebody who tries numbers there."""

    at: Counter
    number: VoucherNumber
    lookups: VoucherLookup = field(default_factory=lambda: VoucherLookup(a_minute=A_MINUTE))

    def tries(self, text: str, *, now_s: float = 0.0, store: Any = None) -> object:
        return self.lookups.find(store or self.at.store, HeldOut(text=text, today=TODAY, now_s=now_s))


def guesser() -> Guesser:
    made = programme()
    thanks = rule("thanks", Voucher(title=TITLE, effect=AmountOff(amount_minor=300)), phase=Phase.AFTER)
    bearer = Policies(voucher_bound=VoucherBound.BEARER)
    store = MemoryStore(IDENTITY, replace(made, rules=(*made.rules, thanks), policies=bearer), (INES, PAUL))
    store.load(BERENICE)
    at = Counter(store=store, clock=FakeClock())
    at.sign_in()
    at.buy(BERENICE, 1_000)
    visit_id = store.last_visit_id()
    assert visit_id is not None
    visit = store.visit(visit_id)
    assert visit is not None
    ((number,),) = numbers_of(store, visit.told).values()
    return Guesser(at, number)


def test_right_and_wrong_numbers_count_alike() -> None:
    one = guesser()
    for _ in range(A_MINUTE):
        assert one.tries(make().canonical) is VoucherRefusal.UNUSABLE

    assert one.tries(one.number.canonical) is VoucherRefusal.THROTTLED
    assert not isinstance(one.tries(one.number.canonical, now_s=61.0), VoucherRefusal)


def test_a_miss_asks_the_store_exactly_what_a_hit_asks() -> None:
    one = guesser()
    asked = []
    for text in (one.number.canonical, make().canonical, make(is_training=True).canonical, "nonsense"):
        watched = Watched(one.at.store)
        one.tries(text, store=watched)
        asked.append(tuple(watched.asked))

    assert len(set(asked)) == 1
    assert asked[0].count("voucher_by_number") == 1


def test_no_event_tells_a_number() -> None:
    one = guesser()

    written = b"".join(encode(event) for event in one.at.store.events)

    assert one.number.canonical.encode() not in written
    assert one.number.canonical not in repr(one.at.store.events)


def test_a_training_voucher_is_refused_by_a_till_that_serves_customers() -> None:
    one = guesser()
    one.at.store = replace_identity(one.at.store)

    assert one.tries(one.number.canonical) is VoucherRefusal.UNUSABLE


def replace_identity(store: MemoryStore) -> MemoryStore:
    """The same vouchers at a till of the other kind."""
    store._identity = replace(IDENTITY, production=not IDENTITY.production)
    return store


class Watched:
    """A store that remembers which questions it was asked."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._store, name)
