"""The member's file: what is read for a programme, and no more than it has a use for."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fidpos.domain.basket import Basket
from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ConsentId, VisitId
from fidpos.domain.member import Channel, Consent, Profile
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import Presented, SalesChannel, VisitDraft
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.consent import Consent as HasConsent
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme
from fidpos.rules.facts import Facts
from fidpos.rules.windows import Window, WindowKind
from fidpos.till.identify import Recognised
from fidpos.till.member_file import VisitContext, facts_of, read_member_file
from fidpos.wire.events import RuleUseBody
from tests.helpers.counter import BERENICE, IDENTITY, INES
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events
from tests.unit.rules.build import programme, rule

BORN = Profile(given_name="B", family_name="D", birthday=DayMonth(day=22, month=11), birth_year=1990)
MEMBER = replace(BERENICE.member, profile=BORN)
GRANTED = Consent(
    id=ConsentId(UUID(int=70)),
    member_id=MEMBER.id,
    channel=Channel.EMAIL,
    granted=True,
    wording="2026-1",
    at=FakeClock().now(),
)


class Read:
    """A store with one member, and the facts that a programme with one condition gets from it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.events = Events(self.clock)
        self.store = MemoryStore(IDENTITY, programme(), (INES,))
        self.store.load(replace(BERENICE, member=MEMBER, consents=(GRANTED,)))

    def visit(self, *uses: str) -> None:
        event = self.events.closed(MEMBER, uses=tuple(RuleUseBody(rule=code) for code in uses))
        self.store.commit(event)

    def facts(self, condition: Condition) -> Facts:
        bonus = rule("bonus", EarnFixed(counter="points", points=1), when=condition)
        compiled = compile_programme(programme(bonus))
        presented = Presented(
            member_id=MEMBER.id, card_id=None, medium=Medium.PHONE, trust=Trust.SIGNED_STATIC
        )
        recognised = Recognised(member=MEMBER, presented=presented, card=None)
        draft = VisitDraft(
            id=VisitId(self.events.new_id()),
            opened_at=self.clock.now(),
            opened_by=INES.id,
            channel=SalesChannel.COLLECT,
            codes=("SPRING",),
        )
        return facts_of(
            read_member_file(self.store, compiled, recognised, self.events.today),
            Basket.of_amount(Money(1_000, EUR)),
            context=VisitContext(draft=draft, identity=IDENTITY, at=self.clock.now(), staff_own=False),
            requested=(),
            compiled=compiled,
        )

    def history(self, condition: Condition) -> dict[str, int]:
        return {value.key: value.value for value in self.facts(condition).history}


def test_age_and_consents_are_there_for_a_programme_that_asks_and_for_no_other() -> None:
    read = Read()
    label = Label(labels=("press",))

    asked = read.facts(Age(bounds=Bounds(at_least=18))).member
    consented = read.facts(HasConsent(channels=(Channel.EMAIL,))).member

    assert (asked.age, asked.consents) == (35, frozenset())
    assert (consented.age, consented.consents) == (None, {Channel.EMAIL})
    assert (read.facts(label).member.age, read.facts(label).member.consents) == (None, frozenset())


def test_the_purchase_is_told_with_its_channel_and_its_codes() -> None:
    visit = Read().facts(Label(labels=("press",))).visit

    assert (visit.channel, visit.codes) == (SalesChannel.COLLECT, ("SPRING",))
    assert (visit.medium, visit.trust) == (Medium.PHONE, Trust.SIGNED_STATIC)


def test_visits_of_the_last_hours_are_counted_to_the_minute_at_each_evaluation() -> None:
    read = Read()
    two_hours = Visits(window=Window(kind=WindowKind.HOURS, count=2), bounds=Bounds(at_least=1))
    read.visit()
    read.clock.advance(3_600)
    read.visit()
    read.clock.advance(3_601)

    assert read.history(two_hours)["visits/hours-2"] == 1


def test_since_the_last_use_only_later_visits_count() -> None:
    read = Read()
    since = Visits(window=Window(kind=WindowKind.SINCE_LAST_USE), bounds=Bounds(at_least=1))
    read.visit("bonus")
    read.clock.advance(60)
    read.visit()
    read.clock.advance(86_400)
    read.visit()

    assert read.history(since)["visits/since_last_use-bonus"] == 2


def test_uses_and_days_since_the_last_visit_are_read_when_they_are_asked_for() -> None:
    read = Read()
    read.visit("bonus")
    read.clock.advance(5 * 86_400)

    used = RuleUsed(rule="bonus", window=Window(kind=WindowKind.MONTH), bounds=Bounds(at_most=0))
    back = DaysSinceVisit(bounds=Bounds(at_least=5))

    assert read.history(used)["uses/month/rule:bonus"] == 1
    assert read.history(back)["days_since/lifetime"] == 5


def test_an_anniversary_out_of_reach_is_not_kept_with_the_visit() -> None:
    read = Read()
    read.clock.advance(int(timedelta(days=20).total_seconds()))

    assert read.facts(Label(labels=("press",))).member.anniversaries == ()
