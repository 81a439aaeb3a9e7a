"""The nights on which the clock is changed, a shop overseas beside Paris: each has its own day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from fidpos.bootstrap.centre_work import ask_for_chores
from fidpos.domain.clock import ShopCalendar, utc
from fidpos.domain.ids import ShopId, TillId
from fidpos.domain.member import TierStanding
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.months import trend
from fidpos.server.db.figures.scheme import tier_moves
from fidpos.server.db.figures.settings import keep_settings
from fidpos.server.db.figures.today import today
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.segments import count
from fidpos.server.jobs.figures import KEEP_MONTHS, REMAKE_SUMS
from fidpos.server.jobs.job import JobKind
from fidpos.server.jobs.nightly_work import KIND
from fidpos.server.register import first_shop
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.settings import FigureSettings
from fidpos.server.services.segments.segment import Group, Measure, Visiting, When
from fidpos.wire.events import MemberEnrolled, VisitClosed
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, FAR, MERCHANT, SHOP, TILL
from tests.helpers.fake_clock import FakeClock
from tests.helpers.office_place import OfficePlace, office_place

BACK = utc(2026, 10, 24, 22)
"""Midnight in Paris before the hour that comes twice."""
FORTH = utc(2027, 3, 27, 23)
"""And before the one that does not come."""
PARIS = ShopCalendar(zone=ZoneInfo("Europe/Paris"), day_starts_at=time(4))
GUADELOUPE = ShopCalendar(zone=ZoneInfo("America/Guadeloupe"), day_starts_at=time(4))
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 1))
NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 1))


class Night:
    """Two shops, one in Paris and one overseas, whose days begin at four; time goes on as a test says."""

    def __init__(self, place: OfficePlace) -> None:
        self.place = place
        self.told = Happenings(place.clock)

    def begins(self, at: datetime) -> MemberEnrolled:
        """It is that time, and somebody is enrolled."""
        self.at(at)
        self.place.rows(
            """
            UPDATE shops SET day_starts_minute = 240,
                zone = CASE id WHEN %s THEN 'America/Guadeloupe' ELSE zone END RETURNING id
            """,
            [AWAY],
        )
        zoe = self.told.enrolled()
        self.place.office.tell(zoe, keys=self.told.keys)
        return zoe

    def at(self, instant: datetime) -> None:
        """Time goes on until then."""
        self.place.clock.advance((instant - self.place.clock.now()).total_seconds())

    def buys(self, member: MemberEnrolled, minor: int = 1_000, *, overseas: bool = False) -> VisitClosed:
        """A visit, now, on the business day that the till counts."""
        calendar, shop_id, till_id = (GUADELOUPE, AWAY, FAR) if overseas else (PARIS, SHOP, TILL)
        visit = self.told.closed(
            member,
            amount_minor=minor,
            shop_id=ShopId(shop_id),
            till_id=TillId(till_id),
            business_day=calendar.business_day(self.place.clock.now()),
        )
        self.place.office.tell(visit, till_id=till_id)
        return visit

    def sums(self) -> dict[str, list[tuple[object, ...]]]:
        """Per member and month, and per shop and day."""
        months = "SELECT month, shop_id, visits, revenue_minor, last_on FROM member_months ORDER BY 1, 2"
        days = "SELECT day, shop_id, visits, revenue_minor FROM shop_days WHERE visits <> 0 ORDER BY 1, 2"
        return {"months": self.place.rows(months), "days": self.place.rows(days)}

    def does(self, kind: JobKind) -> None:
        """A job is asked for, and done."""
        with self.place.books.store.work(MERCHANT) as work:
            self.place.books.jobs.ask(work, kind.name, {}, None)
        self.place.run_jobs()

    def revenue_today(self) -> int:
        """What the first page says."""
        with self.place.books.store.reading(MERCHANT) as work:
            return today(work, None).revenue_minor


@pytest.fixture
def night() -> Iterator[Night]:
    with office_place(FakeClock(utc(2026, 10, 1))) as place:
        yield Night(place)


@pytest.mark.parametrize("midnight", [BACK, FORTH])
def test_visits_of_the_night_count_on_the_day_of_their_shop(night: Night, midnight: datetime) -> None:
    zoe = night.begins(midnight)
    expected: dict[tuple[date, UUID], int] = {}
    for _ in range(22):
        night.place.clock.advance(1_800)
        for overseas, calendar, shop in ((False, PARIS, SHOP), (True, GUADELOUPE, AWAY)):
            day = calendar.business_day(night.place.clock.now())
            expected[day, shop] = expected.get((day, shop), 0) + 1
            night.buys(zoe, overseas=overseas)
    kept = night.sums()
    night.does(REMAKE_SUMS)

    assert {(day, shop): visits for day, shop, visits, _ in kept["days"]} == expected
    assert len(expected) == 4
    assert night.sums() == kept


def test_the_last_evening_of_a_month_belongs_to_it_in_each_zone(night: Night) -> None:
    zoe = night.begins(utc(2026, 10, 31, 23, 30))
    night.buys(zoe, 1)
    night.buys(zoe, 10, overseas=True)
    night.at(utc(2026, 11, 1, 2, 59))
    night.buys(zoe, 100)
    night.at(utc(2026, 11, 1, 3))
    night.buys(zoe, 1_000)
    night.at(utc(2026, 11, 1, 7, 59))
    night.buys(zoe, 10_000, overseas=True)
    night.at(utc(2026, 11, 1, 8))
    night.buys(zoe, 100_000, overseas=True)

    assert [(month, revenue) for month, _, _, revenue, _ in night.sums()["months"]] == [
        (OCTOBER.first, 101),
        (OCTOBER.first, 10_010),
        (NOVEMBER.first, 1_000),
        (NOVEMBER.first, 100_000),
    ]


def test_a_month_is_kept_when_it_is_over_overseas_too(night: Night) -> None:
    zoe = night.begins(utc(2026, 11, 1, 4))
    settings = FigureSettings(settle_days=0)
    place, kept = night.place, list[tuple[int, datetime]]()
    with place.books.store.work(MERCHANT) as work:
        keep_settings(work, settings)
    for _ in range(12):
        night.buys(zoe, overseas=True)
        place.clock.advance(3 * 3_600)
        night.does(KEEP_MONTHS)
        with place.books.store.reading(MERCHANT) as work:
            asked = Asked(period=OCTOBER, today=date(2026, 11, 3), settings=settings)
            kept += [(each.activity.visits, each.kept_at) for each in trend(work, asked) if each.kept_at]

    assert kept
    assert {visits for visits, _ in kept} == {2}
    assert min(at for _, at in kept) >= utc(2026, 11, 1, 8)


@pytest.mark.parametrize("midnight", [BACK, FORTH])
def test_chores_are_asked_for_once_a_day_at_four_by_the_clock(night: Night, midnight: datetime) -> None:
    night.begins(midnight - timedelta(hours=6))
    place = night.place
    while place.clock.now() < midnight + timedelta(hours=30):
        ask_for_chores(place.books.store, place.books.jobs, MERCHANT)
        place.run_jobs()
        place.clock.advance(600)

    asked = place.rows(
        "SELECT args ->> 'day', asked_at, result ->> 'failed' FROM office_jobs WHERE kind = %s ORDER BY 2",
        [KIND],
    )
    days = [PARIS.local(midnight).date() + timedelta(days=number) for number in (-1, 0, 1)]
    assert [day for day, _, _ in asked] == [day.isoformat() for day in days]
    assert [PARIS.local(at).replace(tzinfo=None) for _, at, _ in asked[1:]] == [
        datetime.combine(day, time(4)) for day in days[1:]
    ]
    assert {failed for _, _, failed in asked} == {"0"}


def test_what_one_person_gives_is_counted_from_four_to_four(night: Night) -> None:
    zoe = night.begins(BACK)
    path = f"/members/{zoe.member_id}/points"
    given = {"direction": "give", "counter": "points", "amount": "5000", "reason": "goodwill"}
    held = []
    with night.place.client(OfficeRole.OWNER) as client:
        for _ in range(10):
            night.place.clock.advance(60)
            client.post(path, None, **given)
    for instant in (utc(2026, 10, 25, 0, 5), utc(2026, 10, 25, 2, 59), utc(2026, 10, 25, 3)):
        night.at(instant)
        with night.place.client(OfficeRole.OWNER) as client:
            client.post(path, None, **given)
        held.append(sum(night.place.office.held(zoe.account_id)))

    assert held == [50_000, 50_000, 55_000]


def test_both_hours_that_come_twice_are_that_hour_of_the_shops_clock(night: Night) -> None:
    zoe = night.begins(BACK)
    night.at(utc(2026, 10, 25, 0, 30))
    night.buys(zoe)
    night.at(utc(2026, 10, 25, 1, 30))
    night.buys(zoe)
    asking = Asking(today=date(2026, 10, 25), counter="points")

    def bought(hour: int) -> int:
        when = When(since=date(2026, 10, 24), until=date(2026, 10, 24), from_hour=hour, until_hour=hour + 1)
        with night.place.books.store.reading(MERCHANT) as work:
            return count(work, Group(parts=(Visiting(measure=Measure.VISITS, least=2, when=when),)), asking)

    assert [bought(hour) for hour in (1, 2, 3)] == [0, 1, 0]


def test_the_first_page_goes_on_with_an_evening_after_midnight(night: Night) -> None:
    zoe = night.begins(utc(2026, 10, 24, 21))
    night.buys(zoe, 1_000)
    night.buys(zoe, 500, overseas=True)
    night.at(utc(2026, 10, 25, 2, 59))
    assert night.revenue_today() == 1_500
    night.at(utc(2026, 10, 25, 3))
    assert night.revenue_today() == 500
    night.at(utc(2026, 10, 25, 8))
    assert night.revenue_today() == 0


def test_who_rises_at_the_end_of_a_month_rises_in_the_month_of_the_first_shop(night: Night) -> None:
    zoe, settings = night.begins(utc(2026, 10, 31, 22, 30)), FigureSettings()
    for instant, tier in ((utc(2026, 10, 31, 22, 59), "silver"), (utc(2026, 10, 31, 23), "gold")):
        night.at(instant)
        night.place.office.tell(night.told.closed(zoe, tier=TierStanding(code=tier, since=night.told.today)))

    with night.place.books.store.reading(MERCHANT) as work:
        moves = [
            [each.now for each in tier_moves(work, Asked(period=each, today=each.ends_on, settings=settings))]
            for each in (OCTOBER, NOVEMBER)
        ]
    assert moves == [["silver"], ["gold"]]


def test_the_first_shop_is_one_shop_to_the_database_and_to_who_signs_in(night: Night) -> None:
    night.begins(utc(2026, 10, 31, 22, 30))
    place, found = night.place, []
    for opens_on, closed_at in (
        ("2020-01-01", None),
        ("2020-01-01", place.clock.now()),
        ("2027-01-01", None),
    ):
        place.rows(
            "UPDATE shops SET opens_on = %s, closed_at = %s WHERE id = %s RETURNING id",
            [opens_on, closed_at, AWAY],
        )
        with place.books.store.reading(MERCHANT) as work, place.books.register.pages(MERCHANT) as pages:
            first = first_shop(pages.shops())
            assert first is not None
            assert str(first_zone(work)) == first.zone
            found.append(first.zone)
    assert found == ["America/Guadeloupe", "Europe/Paris", "Europe/Paris"]
