"""A till that has a centre, at the counter of the tests: Malo has 520 points here and there."""

from dataclasses import dataclass

from fidpos.domain.ids import AccountId
from fidpos.rules.programme import Programme
from fidpos.till.workplace import Workplace
from fidpos.wire.events import VisitClosed
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import IDENTITY, INES, MALO, PAUL, TAREK, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.memory_stored_value import MemoryStoredValue, Office, stored_value

COFFEE, FIVE = 1, 2
"""Numbers of the rewards on screen, for whoever can afford both."""


@dataclass
class SpendingTill:
    """The counter, the centre that it asks, and the office that gives allowances."""

    at: Counter
    centre: AskedCentre
    book: MemoryStoredValue
    office: Office

    @property
    def closed(self) -> list[VisitClosed]:
        return [event for event in self.at.store.events if isinstance(event, VisitClosed)]

    @property
    def points_there(self) -> int:
        return self.centre.points[self.account, "points"]

    @property
    def account(self) -> AccountId:
        return MALO.member.account_id

    def buy(self, minor: int = 2_000) -> None:
        """Malo stands at the counter with a purchase."""
        self.at.tap_member(MALO)
        self.at.type_amount(minor)

    def choose(self, number: int) -> None:
        self.at.session.choose_reward(number)

    def enter(self) -> None:
        self.at.session.confirm()


def spending_till(*, online_from_minor: int = 0, published: Programme | None = None) -> SpendingTill:
    clock = FakeClock()
    store = MemoryStore(IDENTITY, published or programme(), (INES, PAUL, TAREK))
    store.load(MALO)
    centre, book = AskedCentre(clock), MemoryStoredValue(store, clock)
    centre.points[MALO.member.account_id, "points"] = 520
    spent = stored_value(centre, book, online_from_minor=online_from_minor)
    at = Counter(store=store, clock=clock, workplace=Workplace(stored_value=spent))
    at.sign_in()
    book.tell_all()
    return SpendingTill(at, centre, book, Office(book))
