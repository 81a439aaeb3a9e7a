"""What the checkout says of a visit: what gave its points on every counter, and what is nearly reached."""

from fidpos.domain.basket import QUANTITY_UNIT, Basket, BasketLine
from fidpos.domain.ids import VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import VisitDraft
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.till.identify import recognise_without_card
from fidpos.till.member_file import read_member_file
from fidpos.till.panel import preview_view
from fidpos.till.view import Message
from fidpos.till.work import Surroundings, Work
from tests.helpers.counter import BERENICE, IDENTITY, INES
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.offers import OFFERS
from tests.unit.rules.build import programme, rule


def reasons(made: Programme, line: BasketLine) -> tuple[Message, ...]:
    """What is said of a purchase of one line by Bérénice."""
    clock, compiled = FakeClock(), compile_programme(made)
    store = MemoryStore(IDENTITY, made, (INES,))
    store.load(BERENICE)
    who = recognise_without_card(store, BERENICE.member.id)
    assert who is not None
    draft = VisitDraft(
        id=VisitId(uuid7(clock.now())),
        opened_at=clock.now(),
        opened_by=INES.id,
        presented=who.presented,
        basket=Basket(amount=Money(line.amount_minor, EUR), lines=(line,)),
    )
    file = read_member_file(store, compiled, who, IDENTITY.calendar.business_day(clock.now()))
    around = Surroundings(compiled=compiled, identity=IDENTITY, at=clock.now(), own_member_id=None)
    work = Work(draft=draft, file=file).evaluated(around)
    assert work.ready is not None
    return preview_view(work.ready, made, EUR, "fr").reasons


def test_articles_that_are_missing_are_counted_whole() -> None:
    dozen = rule(
        "dozen",
        EarnFixed(counter="points", points=5),
        when=Quantity(bounds=Bounds(at_least=12 * QUANTITY_UNIT)),
    )
    eggs = BasketLine(amount_minor=300, article="egg", quantity=9_500)

    (near,) = reasons(programme(dozen), eggs)

    assert (near.key, near.params["missing"]) == ("near.items", 3)


def test_what_moves_on_another_counter_is_said_with_its_name() -> None:
    said = reasons(OFFERS, BasketLine(amount_minor=2000))

    assert [reason.key for reason in said[:2]] == ["reason.earned", "reason.earned_elsewhere"]
    assert said[1].params["counter"] == "Stamps"
