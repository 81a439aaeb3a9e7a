"""A till's store with visits that were closed at it, told by events as the counter writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from benchmarks.cases.members import members
from benchmarks.cases.store import IDENTITY, WallClock, store_of
from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import EntryId, EventId, LotId, StaffId, VisitId, uuid7
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member
from fidpos.localdb.engine import Connection
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.store import LocalStore
from fidpos.paths import resources_dir
from fidpos.rules.bounds import Bounds
from fidpos.rules.codec import facts_to_json, programme_from_json
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.facts import CounterBalance, Facts, MemberFacts, VisitFacts
from fidpos.rules.history import WindowValue
from fidpos.rules.programme import Programme, Rule
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window, WindowKind
from fidpos.wire.codec import embed
from fidpos.wire.events import EntryBody, LotBody, VisitClosed

BEGIN = datetime(2025, 1, 2, 7, tzinfo=UTC)
DAYS = 600
STAFF = StaffId(UUID(int=101))
TITLE = Titles(fr="Règle", en="Rule")
CATEGORIES = ("bread", "pastry", "drinks", "grocery")


def programme() -> Programme:
    """The bakery's ten rules, and five about articles and habits."""
    bakery = programme_from_json((resources_dir() / "programmes" / "boulangerie.json").read_bytes())
    bread, drinks = (Scope(only=Selection(categories=(key,))) for key in ("bread", "drinks"))
    often = Visits(window=Window(kind=WindowKind.MONTHS, count=3), bounds=Bounds(at_least=6))
    spent = Revenue(window=Window(kind=WindowKind.MONTHS, count=12), bounds=Bounds(at_least=30_000))
    more = (
        Rule(
            code="drinks_less",
            title=TITLE,
            phase=Phase.LINE,
            when=Contains(scope=bread),
            effects=(PercentOff(share_ppm=100_000, scope=drinks),),
        ),
        Rule(
            code="bread_more",
            title=TITLE,
            phase=Phase.EARNING,
            effects=(EarnPerAmount(counter="points", points=1, per_minor=200, scope=bread),),
        ),
        *(
            Rule(
                code=code,
                title=TITLE,
                phase=Phase.EARNING,
                when=when,
                effects=(EarnFixed(counter="points", points=5),),
            )
            for code, when in (("often", often), ("spent", spent), ("pastry", Contains(scope=bread)))
        ),
    )
    return replace(bakery, rules=(*bakery.rules, *more))


@contextmanager
def store_with_visits(*, people: int, each: int, itemised: bool) -> Iterator[LocalStore]:
    """A fresh store with that many visits of each member, gone afterwards; the same ones every time."""
    random = Random(23)
    with store_of(people, visits=0) as store:
        served = [snapshot.member for snapshot in members(people, visits=0)]
        seconds = instants(random, people * each)
        visits = [closed(random, random.choice(served), second, itemised=itemised) for second in seconds]
        stamp = Origin(WallClock()).stamp()

        def write(connection: Connection) -> None:
            for visit in visits:
                record(connection, visit, stamp)

        store.database.write(Priority.BACKGROUND, write)
        yield store


def instants(random: Random, visits: int) -> list[int]:
    """When they take place, in their order."""
    return sorted(random.randrange(DAYS * 36_000) for _ in range(visits))


def closed(random: Random, member: Member, second: int, *, itemised: bool) -> VisitClosed:
    """A visit of that member, so many seconds of opening hours after the beginning."""
    day, within = divmod(second, 36_000)
    at = BEGIN + timedelta(days=day, seconds=within)
    amount_minor = random.randrange(250, 6_000)
    lines = _lines(random) if itemised else (BasketLine(amount_minor=amount_minor),)
    local = IDENTITY.calendar.local(at)

    def new_id() -> UUID:
        return uuid7(at, random.randbytes)

    visit_id = VisitId(new_id())
    amount_minor = sum(line.amount_minor for line in lines)
    facts = Facts(
        visit=VisitFacts(
            id=visit_id,
            shop=IDENTITY.shop_id,
            till=IDENTITY.till_id,
            at=local,
            business_day=local.date(),
            lines=lines,
            medium=Medium.CHIP,
        ),
        member=MemberFacts(id=member.id, enrolled_on=member.enrolled_on, tier="bronze"),
        history=tuple(
            WindowValue(key=key, value=random.randrange(90))
            for key in ("points_earned/months-12", "visits/day", "visits/lifetime")
        ),
        balances=(CounterBalance(counter="points", amount=random.randrange(2_000)),),
    )
    return VisitClosed(
        id=EventId(new_id()),
        at=at,
        visit_id=visit_id,
        shop_id=IDENTITY.shop_id,
        till_id=IDENTITY.till_id,
        member_id=member.id,
        account_id=member.account_id,
        medium=Medium.CHIP,
        trust=Trust.COPYABLE,
        opened_by=STAFF,
        closed_by=STAFF,
        opened_at=at,
        business_day=local.date(),
        currency="EUR",
        amount_minor=amount_minor,
        lines=lines if itemised else (),
        programme_version=1,
        facts=embed(facts_to_json(facts)),
        entries=(
            EntryBody(
                id=EntryId(new_id()),
                counter="points",
                kind=EntryKind.EARN,
                amount=amount_minor // 100 + 1,
                cause="un_point_par_euro",
                lot=LotBody(id=LotId(new_id()), expires_on=local.date() + timedelta(days=730)),
            ),
        ),
        counter="points",
        points=amount_minor // 100 + 1,
    )


def _lines(random: Random) -> tuple[BasketLine, ...]:
    return tuple(
        BasketLine(
            amount_minor=random.randrange(90, 900),
            article=f"{random.randrange(2_000):06d}",
            label="An article of the shop",
            categories=("food", random.choice(CATEGORIES)),
            tax_rate_ppm=55_000,
        )
        for _ in range(random.randrange(1, 8))
    )
