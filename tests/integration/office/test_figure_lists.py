"""The members behind a figure: as many as it says, page by page, and the same ones in a file."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import StringIO
from random import Random
from typing import Any, LiteralString
from uuid import UUID

import pytest
from psycopg import sql

from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db import segments
from fidpos.server.db.figures import scheme
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.lists import PAGE, find, read_page
from fidpos.server.db.figures.reading import cohort_table, overview, rfm_grid
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.jobs import extracting
from fidpos.server.reason import EventRefused
from fidpos.server.services.figures.as_segment import Around, segment_of
from fidpos.server.services.figures.period import Period, latest
from fidpos.server.services.figures.rules import Moved as Points
from fidpos.server.services.figures.settings import FigureSettings
from fidpos.server.services.figures.spread import share_of_best
from fidpos.server.services.figures.whom import (
    Best,
    Compared,
    Customers,
    FigureList,
    Holding,
    InCell,
    Moved,
    OfCohort,
    RewardedBy,
    Who,
    Whom,
    WithPoints,
    columns_of,
)
from fidpos.server.services.office import Office as Act
from fidpos.server.services.segments.segment import Rhythm
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, MERCHANT, SHOP, TILL, Office, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.office_place import OfficePlace
from tests.helpers.office_town import TODAY, settle_town
from tests.helpers.random_history import History

SETTINGS = FigureSettings(dormant_days=15, lost_days=40)
_LOTS: LiteralString = """
    SELECT sum(remaining)::bigint, min(expires_on) FROM lots WHERE remaining <> 0 AND counter = %s
        AND account_id IN (SELECT account_id FROM members WHERE merged_into IS NULL AND erased_at IS NULL)
    GROUP BY account_id HAVING sum(remaining) > 0
"""
"""What each account of somebody holds, and when the first of it ends."""


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


def asked(period: Period, today: date, **more: Any) -> Asked:
    return Asked(period=period, today=today, settings=SETTINGS, control_ppm=300_000, **more)


def whole(work: Work, question: Asked, whom: Whom, *, one_by_one: bool = False) -> list[dict[str, Any]]:
    """Everybody of a list, with what it tells of them."""
    found = find(question, whom, one_by_one=one_by_one)
    cursor = work.connection.execute(found.statement, found.values)
    names = [each.name for each in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def expected(work: Work, question: Asked) -> Iterator[tuple[Whom, int]]:
    """Each list that a page leads to, and how many members its figure says."""
    seen = overview(work, question)
    standings, loyalty = seen.standings, seen.loyalty
    yield Customers(who=Who.BUYERS), seen.activity.buyers
    yield Customers(who=Who.NEW), standings.new
    yield Customers(who=Who.KEPT), loyalty.kept
    yield Customers(who=Who.GONE), loyalty.at_start - loyalty.kept
    yield Customers(who=Who.ACTIVE), standings.active
    yield Customers(who=Who.DORMANT), standings.dormant
    yield Customers(who=Who.LOST), standings.lost
    for cohort in cohort_table(work, question):
        for place, members in enumerate(cohort.active):
            yield OfCohort(began=cohort.month, came=cohort.month_at(place)), members
    grid = rfm_grid(work, question)
    for (recency, frequency), cell in grid.items():
        yield InCell(recency=recency, frequency=frequency), cell.members
    paid = [each for cell in grid.values() for each in cell.paid]
    for percent in (20, 55, 100):
        yield Best(percent=percent), share_of_best(paid, percent)[0]
    for tier, members in scheme.tiers_now(work, question).items():
        yield Holding(tier=tier), members
    for move in scheme.tier_moves(work, question):
        yield Moved(was=move.was, now=move.now), move.members
    for held_out, group in enumerate(scheme.control_groups(work, question) or ()):
        yield Compared(held_out=bool(held_out)), group.members


def assert_lists_are_figures(work: Work, question: Asked) -> None:
    for whom, members in expected(work, question):
        rows = whole(work, question, whom)
        assert len({row["member_id"] for row in rows}) == len(rows) == members, whom
    for rule in scheme.rules(work, question):
        moved = rule.moved[0] if rule.moved else Points("", 0)
        whom = RewardedBy(source=rule.source, counter=moved.counter)
        told = [rule.visits, rule.revenue_minor, rule.discount_minor, rule.vouchers, moved.points]
        for one_by_one in (False, True):
            rows = whole(work, question, whom, one_by_one=one_by_one)
            columns = columns_of(whom)
            assert [sum(row[each.name] for row in rows) for each in columns] == told[: len(columns)], whom
    discounted = whole(work, question, Customers(who=Who.DISCOUNTED))
    discount_minor = sum(row["period_discount"] for row in discounted)
    assert discount_minor == overview(work, question).activity.discount_minor
    for counter in scheme.points_promised(work, question):
        held = whole(work, question, WithPoints(counter=counter.counter))
        shared: dict[UUID, UUID] = dict(work.run("SELECT id, account_id FROM members").fetchall())
        accounts = {shared[row["member_id"]]: (row["points_held"], row["points_end_on"]) for row in held}
        assert sum(points for points, _ in accounts.values()) == counter.outstanding
        assert Counter(accounts.values()) == Counter(work.run(_LOTS, [counter.counter]).fetchall())


def assert_segments_are_lists(work: Work, question: Asked) -> None:
    """Criteria know nobody who was forgotten."""
    here = {id_ for (id_,) in work.run("SELECT id FROM members WHERE erased_at IS NULL")}
    asking = Asking(
        today=question.today,
        counter="points",
        shops=question.shops,
        rhythm=Rhythm(dormant_days=SETTINGS.dormant_days, lost_days=SETTINGS.lost_days),
    )
    said = 0
    for whom, _ in (*expected(work, question), (WithPoints(counter="points"), 0)):
        listed = FigureList(whom=whom, period=question.period, today=question.today)
        segment = segment_of(listed, Around(settings=SETTINGS, counter="points"))
        if segment is not None:
            said += 1
            theirs = {row["member_id"] for row in whole(work, question, whom)} & here
            assert set(segments.members_of(work, segment, asking)) == theirs, whom
    assert said > 8


@pytest.mark.parametrize("seed", [3, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (4, 5))])
def test_whatever_happens_each_list_holds_whom_its_figure_counts(office: Office, seed: int) -> None:
    told = Happenings(office.clock, seed)
    history = History(told, Random(seed))
    for number in range(60):
        till_id, events = history.push()
        for event in events:
            with suppress(EventRefused):
                office.tell(event, till_id=till_id, keys=told.keys)
        if number % 12 == 11:
            office.clock.advance(timedelta(days=9).total_seconds())

    assert isinstance(office.store, PostgresCentre)
    today = office.clock.now().date()
    for period in (latest(today, 2), latest(today)):
        for shops in (None, frozenset({SHOP})):
            with office.store.reading(MERCHANT) as work:
                assert_lists_are_figures(work, asked(period, today, shops=shops))
                assert_segments_are_lists(work, asked(period, today, shops=shops))


def test_what_was_lived_is_listed_as_it_is_counted(office: Office) -> None:
    live(office)
    today = office.clock.now().date()

    assert isinstance(office.store, PostgresCentre)
    with office.store.reading(MERCHANT) as work:
        assert_lists_are_figures(work, asked(latest(today), today))


def test_who_shares_an_account_who_owes_and_who_was_forgotten_count_alike_in_figure_list_and_segment(
    office: Office,
) -> None:
    told = Happenings(office.clock)
    zoe, paul, malo, gone = (told.enrolled() for _ in range(4))
    office.tell(zoe, paul, malo, gone, keys=told.keys)
    bought = told.closed(malo, earned=30)
    office.tell(told.closed(zoe, earned=50), told.closed(paul, earned=25), bought, told.closed(gone))
    (lot,) = (entry.lot for entry in bought.entries if entry.lot is not None)
    for till_id in (TILL, BESIDE):
        spent = told.closed(malo, earned=0, entries=[told.spending(lot.id, 30)])
        office.tell(spent, till_id=till_id)
    with office.unit() as unit:
        act = Act(book=unit.office(), now=office.clock.now())
        act.pool(paul.member_id, zoe.member_id, told.today)
        act.erase(gone.member_id)

    today = office.clock.now().date()
    question = asked(latest(today), today)
    assert isinstance(office.store, PostgresCentre)
    with office.store.reading(MERCHANT) as work:
        held = whole(work, question, WithPoints(counter="points"))
        (promise,) = scheme.points_promised(work, question)
        assert_lists_are_figures(work, question)
        segment = segment_of(
            FigureList(whom=WithPoints(counter="points"), period=question.period, today=today),
            Around(settings=SETTINGS, counter="points"),
        )
        assert segment is not None
        theirs = set(segments.members_of(work, segment, Asking(today=today, counter="points")))

    assert {row["member_id"]: row["points_held"] for row in held} == {zoe.member_id: 75, paul.member_id: 75}
    assert theirs == {zoe.member_id, paul.member_id}
    assert promise.outstanding == 75


def test_a_town_is_listed_as_it_is_counted_and_in_pages(place: OfficePlace) -> None:
    settle_town(place.made)
    question = asked(latest(TODAY), TODAY)
    lists = (
        *(Customers(who=Who.BUYERS), Best(percent=40), WithPoints(counter="points")),
        *(RewardedBy(source="base", counter="points"), Compared(held_out=False)),
    )
    with place.books.store.reading(MERCHANT) as work:
        assert_lists_are_figures(work, question)
        for whom in lists:
            page = read_page(work, question, whom, None)
            paged = [each.id for each in page.members]
            while page.onwards is not None:
                page = read_page(work, question, whom, page.onwards)
                paged += [each.id for each in page.members]
            rows = whole(work, question, whom)
            assert len(paged) == len(rows) > PAGE
            assert set(paged) == {row["member_id"] for row in rows}


def test_the_pages_of_who_holds_points_go_from_the_largest_to_the_smallest(place: OfficePlace) -> None:
    settle_town(place.made)
    question, whom = asked(latest(TODAY), TODAY), WithPoints(counter="points")
    with place.books.store.reading(MERCHANT) as work:
        page = read_page(work, question, whom, None)
        lines = [*page.members]
        while page.onwards is not None:
            page = read_page(work, question, whom, page.onwards)
            lines += page.members

    ranks = [(-line.told[0], line.id) for line in lines if isinstance(line.told[0], int)]
    assert len(ranks) == len(lines) > PAGE
    assert ranks == sorted(ranks)


def test_of_a_segment_each_list_holds_those_of_its_members_who_are_in_the_whole_one(
    place: OfficePlace,
) -> None:
    settle_town(place.made)
    half = sql.SQL("SELECT id FROM members WHERE abs(hashtext(id::text)) %% 2 = 0")
    question = asked(latest(TODAY), TODAY)
    of_half = replace(question, segment=half)
    lists = (
        Customers(who=Who.DISCOUNTED),
        WithPoints(counter="points"),
        RewardedBy(source="base", counter=""),
    )
    with place.books.store.reading(MERCHANT) as work:
        theirs = {id_ for (id_,) in work.connection.execute(sql.SQL("SELECT * FROM ({}) s").format(half), {})}
        for whom in lists:
            everybody = {row["member_id"] for row in whole(work, question, whom)}
            found = {row["member_id"] for row in whole(work, of_half, whom)}
            assert found == everybody & theirs, whom
            assert 0 < len(found) < len(everybody), whom
            assert read_page(work, of_half, whom, None).members


def test_a_list_is_taken_away_with_what_it_tells_of_each(place: OfficePlace) -> None:
    settle_town(place.made)
    named: dict[str, Any] = {"of": "best", "percent": "10", "from": "2026-01", "to": "2026-11"}
    columns = ["number", "period_revenue"]
    with place.client(OfficeRole.OWNER) as client:
        shown = client.get("/figures/members", **named).text
        form = client.get("/extraction/take", **named)
        answer = client.post("/extraction/take", theme="members", format="csv", columns=columns, **named)
        visits = client.post("/extraction/take", theme="visits", format="csv", columns=["day"], **named)
        refused = client.post("/extraction/take", theme="members", format="csv", columns=columns, of="x")

    assert '<input type="hidden" name="of" value="best">' in shown
    assert (form.status_code, answer.status_code) == (200, 200), answer.text
    assert "The 10% of members who spend most" in form.text
    taken = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    with place.books.store.reading(MERCHANT) as work:
        question = asked(Period(first=date(2026, 1, 1), last=date(2026, 11, 1)), TODAY)
        rows = whole(work, question, Best(percent=10))
    assert taken[0] == ["Member number", "Revenue (period)"]
    assert len(taken) - 1 == len(rows)
    assert all(number in shown for number, _ in taken[1:])
    assert len(visits.content.splitlines()) > len(taken)
    assert refused.status_code == 404
    told = place.rows("SELECT detail ->> 'list' FROM audit WHERE act = 'extracted' ORDER BY at, id")
    assert told == [("from=2026-01&to=2026-11&of=best&percent=10",)] * 2


def test_of_a_rule_that_did_something_on_too_many_visits_the_rows_are_counted_by_the_job(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_town(place.made)
    monkeypatch.setattr(extracting, "COUNTED_MAX", 100)
    named: dict[str, Any] = {"of": "rule", "source": "base", "counter": "points"}
    order: dict[str, Any] = {"theme": "members", "format": "csv", "columns": ["number"], **named}
    with place.client(OfficeRole.OWNER) as client:
        answer = client.post("/extraction/take", **order)
        few = client.post("/extraction/take", **{**order, "source": "unknown"})
        place.run_jobs()
        log = client.get("/audit").text

    with place.books.store.reading(MERCHANT) as work:
        rows = len(whole(work, asked(latest(TODAY), TODAY), RewardedBy(source="base", counter="points")))
    assert (answer.status_code, few.status_code) == (303, 200)
    taken, wanted = place.rows(
        "SELECT actor_id, detail FROM audit WHERE detail ->> 'list' LIKE '%%source=base%%' ORDER BY act"
    )
    assert taken == (wanted[0], {**wanted[1], "rows": str(rows)})
    assert f"{rows} rows)" in log
    assert "List asked for (" in log


def test_those_who_were_found_are_taken_away_and_their_names_stay_out_of_the_log(place: OfficePlace) -> None:
    settle_town(place.made)
    with place.client(OfficeRole.OWNER) as client:
        found = client.get("/members", text="Martin", status="active").text
        fields: dict[str, Any] = {"of": "found", "text": "Martin", "status": "active"}
        answer = client.post(
            "/extraction/take", theme="members", format="csv", columns=["family_name"], **fields
        )
        segment = client.get("/members", tier="gold").text

    names = {name for (name,) in csv.reader(StringIO(answer.content.decode("utf-8-sig")))}
    assert len(names) > 1
    assert all(name.startswith("Martin") for name in names - {"Family name"})
    assert "of=found&amp;text=Martin&amp;status=active" in found
    assert "/extraction/new?criteria=" in segment
    assert "/extraction/new?criteria=" not in found
    assert "Martin" not in str(place.rows("SELECT detail FROM audit"))


def test_criteria_of_a_list_open_in_the_builder(place: OfficePlace) -> None:
    settle_town(place.made)
    with place.client(OfficeRole.OWNER) as client:
        shown = client.get("/figures/lost/formula").text
        path = unescape(shown.split('href="/office/extraction/new?')[1].split('"')[0])
        builder = client.http.get(f"/extraction/new?{path}")
        refused = client.get("/extraction/new", criteria='{"type":"group"')

    assert builder.status_code == 200
    assert '<option value="lost" selected' in builder.text or 'value="lost" checked' in builder.text
    assert refused.status_code == 409


def test_who_may_not_take_lists_away_is_offered_none_and_sees_their_shop(place: OfficePlace) -> None:
    settle_town(place.made)
    with place.client(OfficeRole.SHOP_MANAGER) as client:
        rule = client.get("/figures/members", of="rule", source="base", counter="points").text
        held = client.get("/figures/members", of="points", counter="points")

    assert "/extraction/" not in rule
    assert held.status_code == 404
    listed = {part.split('"')[0] for part in rule.split('href="/office/members/')[1:]}
    known = place.rows("SELECT member_id::text FROM member_shops WHERE shop_id = %s", [SHOP])
    assert len(listed) == PAGE
    assert listed <= {id_ for (id_,) in known}
