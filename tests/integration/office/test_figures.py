"""The pages of figures: what they say, of whom, and to whom they say it."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from playwright.sync_api import expect
from psycopg import sql

from fidpos.domain.clock import utc
from fidpos.domain.control_group import is_held_out
from fidpos.domain.ids import MemberId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.held_out import HELD_OUT
from fidpos.server.db.figures.months import trend
from fidpos.server.db.figures.reading import cohort_table, overview, rfm, rfm_grid, with_card
from fidpos.server.db.figures.scheme import control_groups, rules
from fidpos.server.db.segments import SavedSegment, new_id, save
from fidpos.server.services.figures.formulas import Activity, Loyalty, Standings, WithCard
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.settings import FigureSettings
from fidpos.server.services.figures.spread import Bought, cells
from fidpos.server.services.segments.segment import Among, Group, ListField
from fidpos.wire.events import MemberEnrolled
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, FAR, PROGRAMME
from tests.helpers.office_place import MERCHANT, PHONE, SHOP, OfficePlace, person_of
from tests.helpers.office_town import settle_town
from tests.helpers.published import publish

PAGES = (
    "",
    "/loyalty",
    "/cohorts",
    "/customers",
    "/scheme",
    "/promises",
    "/basket/formula",
    "/members",
)
CELL = {"of": "cell", "recency": "1", "frequency": "1"}
"""The list that `/members` is asked for; other pages do not look at it."""
AUTUMN = Period(first=date(2026, 11, 1), last=date(2026, 12, 1))


@pytest.fixture
def lived(place: OfficePlace) -> tuple[OfficePlace, list[MemberEnrolled]]:
    """November: Ada buys twice, Bea once, Cleo elsewhere; December: Ada, less what came back, and Dan.

    Bea's second purchase is voided.
    """
    told = Happenings(place.clock)
    ada, bea, cleo, dan = people = [told.enrolled() for _ in range(4)]
    place.office.tell(ada, bea, cleo, dan, keys=told.keys)
    place.office.tell(told.closed(ada, amount_minor=1_000), told.closed(ada, amount_minor=3_000))
    undone = told.closed(bea, amount_minor=9_000)
    place.office.tell(told.closed(bea, amount_minor=2_000), undone, told.voided(undone))
    place.office.tell(told.closed(cleo, amount_minor=500, shop_id=AWAY, till_id=FAR), till_id=FAR)
    place.clock.advance(timedelta(days=20).total_seconds())
    again = told.closed(ada, amount_minor=4_000)
    place.office.tell(again, told.refunded(again, 1_000, 5))
    place.office.tell(told.closed(dan, amount_minor=600))
    return place, people


def asked(place: OfficePlace, period: Period = AUTUMN, **more: object) -> Asked:
    settings = FigureSettings(dormant_days=15, lost_days=365)
    given = {"settings": settings, "today": place.clock.now().date(), **more}
    return Asked(period=period, **given)  # type: ignore[arg-type]  # a test's own


def month(number: int) -> Period:
    return Period(first=date(2026, number, 1), last=date(2026, number, 1))


def test_the_figures_of_a_small_merchant_are_those_counted_by_hand(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, _ = lived
    with place.books.store.reading(MERCHANT) as work:
        whole = overview(work, asked(place))
        december = overview(work, asked(place, month(12)))
        here = overview(work, asked(place, shops=frozenset({SHOP})))

    assert whole.activity == Activity(buyers=4, visits=6, revenue_minor=10_100)
    assert whole.standings == Standings(new=4, active=2, dormant=2, lost=0)
    assert december.activity == Activity(buyers=2, visits=2, revenue_minor=3_600)
    assert december.before == Activity(buyers=3, visits=4, revenue_minor=6_500)
    assert december.loyalty == Loyalty(at_start=3, kept=1)
    assert december.standings.new == 1
    assert here.activity == Activity(buyers=3, visits=5, revenue_minor=9_600)


def test_a_cohort_is_followed_from_its_first_purchase(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, _ = lived
    with place.books.store.reading(MERCHANT) as work:
        november, december = cohort_table(work, asked(place))
        only_december = cohort_table(work, asked(place, month(12)))

    assert (november.active, december.active) == ((3, 1), (1,))
    assert only_december == (december,)


def test_a_rule_is_seen_with_the_visits_on_which_it_did_something(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, _ = lived
    with place.books.store.reading(MERCHANT) as work:
        (base,) = rules(work, asked(place))

    assert (base.source, base.visits, base.revenue_minor) == ("base", 6, 10_100)
    assert base.moved == (("points", 120),)


def test_a_month_that_is_kept_stays_when_a_till_comes_late(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, (ada, *_) = lived
    place.clock.advance(timedelta(days=10).total_seconds())
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, "figure_months", {}, None)
    place.run_jobs()
    late = Happenings(place.clock, seed=9).closed(ada, amount_minor=700, business_day=date(2026, 11, 25))
    place.office.tell(late)

    with place.books.store.reading(MERCHANT) as work:
        november, december = trend(work, asked(place))
        now = overview(work, asked(place, month(11)))

    assert november.kept_at == place.clock.now()
    assert november.activity.revenue_minor == 6_500
    assert now.activity.revenue_minor == 7_200
    assert december.kept_at is None
    assert december.activity.revenue_minor == 3_600


def test_the_cells_of_the_database_are_those_of_the_definition(place: OfficePlace) -> None:
    settle_town(place.made)
    wanted = asked(place, Period(first=date(2026, 1, 1), last=date(2026, 11, 1)))
    with place.books.store.reading(MERCHANT) as work:
        rows = work.connection.execute(rfm(wanted), wanted.values).fetchall()
        grid = rfm_grid(work, wanted)

    members = [Bought(last.toordinal(), visits, paid) for *_, visits, paid, last in rows]
    assert [(recency, frequency, money) for _, recency, frequency, money, *_ in rows] == cells(members)
    assert sum(each.members for each in grid.values()) == len(rows)


def test_those_held_out_in_the_database_are_those_of_the_definition(place: OfficePlace) -> None:
    settle_town(place.made)
    place.rows("UPDATE members SET erased_at = now() WHERE number LIKE '%%1' RETURNING id")
    wanted = asked(place, month(11), control_ppm=200_000)
    with place.books.store.reading(MERCHANT) as work:
        groups = control_groups(work, wanted)
        ids = [
            row
            for (row,) in work.run(
                "SELECT id FROM members WHERE enrolled_on < '2026-11-01' AND erased_at IS NULL"
            )
        ]

    assert groups is not None
    assert 0 < len(ids) < len(place.rows("SELECT FROM members WHERE enrolled_on < '2026-11-01'"))
    held_out = sum(is_held_out(MemberId(each), 200_000) for each in ids)
    assert [each.members for each in groups] == [len(ids) - held_out, held_out]


def test_the_database_draws_the_same_members_as_the_tills(place: OfficePlace) -> None:
    random = Random(3)
    ids = [MemberId(UUID(int=random.getrandbits(128))) for _ in range(500)]
    query = sql.SQL("SELECT member_id, {} FROM unnest(%(ids)s) member_id").format(HELD_OUT)
    with place.books.store.reading(MERCHANT) as work:
        for control_ppm in (1, 50_000, 396_490, 396_491, 500_000):
            values = {"ids": [*ids, UUID(int=40)], "control_ppm": control_ppm}
            drawn: dict[UUID, bool] = dict(work.connection.execute(query, values).fetchall())

            assert drawn == {each: is_held_out(MemberId(each), control_ppm) for each in drawn}


def test_the_control_group_is_that_of_the_programme_in_force_when_the_period_ends(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, _ = lived
    publish(place, replace(PROGRAMME, version=2, control_ppm=200_000), utc(2026, 12, 2))
    with place.client(OfficeRole.OWNER) as client:
        november = client.get("/figures/scheme", **{"from": "2026-11", "to": "2026-11"}).text
        december = client.get("/figures/scheme", **{"from": "2026-11", "to": "2026-12"}).text

    assert "No control group in this period." in november
    assert "Open the programme" in november
    assert "Share of the control group: 20% of the members" in december
    assert "no offer leaves them out" in december


def test_the_share_with_a_card_counts_only_where_a_closing_says_what_was_sold(place: OfficePlace) -> None:
    settle_town(place.made)
    wanted = asked(place, Period(first=date(2026, 10, 1), last=date(2026, 10, 1)))
    with place.books.store.reading(MERCHANT) as work:
        found = with_card(work, wanted)

    beside, sales = place.rows(
        "SELECT sum(revenue_minor), sum(sales_minor) FROM shop_days "
        "WHERE date_trunc('month', day) = '2026-10-01' AND sales_minor IS NOT NULL"
    )[0]
    assert isinstance(found, WithCard)
    assert (found.revenue_minor, found.sales_minor) == (beside, sales)
    assert found.of_sales.exact is not None
    assert 0 < found.of_sales.exact < 1


def test_every_page_is_there_for_who_may_see_figures_and_for_nobody_else(place: OfficePlace) -> None:
    settle_town(place.made)
    for role in (OfficeRole.OWNER, OfficeRole.MARKETER):
        with place.client(role) as client:
            assert [client.get(f"/figures{page}", **CELL).status_code for page in PAGES] == [200] * len(PAGES)
    with place.client(OfficeRole.SUPPORT) as client:
        assert {client.get(f"/figures{page}", **CELL).status_code for page in PAGES} == {403}


def test_who_sees_one_shop_is_told_of_that_shop_only(
    lived: tuple[OfficePlace, list[MemberEnrolled]],
) -> None:
    place, (_, _, cleo, _) = lived
    with place.client(OfficeRole.SHOP_MANAGER) as client:
        overall = client.get("/figures", **{"from": "2026-11", "to": "2026-12"}).text
        names = client.get("/figures/buyers/formula", **{"from": "2026-11", "to": "2026-12"}).text

        assert "€96.00" in overall
        assert str(cleo.member_id) not in names
        assert client.get("/figures", shop=str(AWAY)).status_code == 404
        assert client.get("/figures/promises").status_code == 409
        assert client.get("/figures/settings").status_code == 403


def test_what_is_not_theirs_is_not_here_and_months_that_are_none_are_the_usual_ones(
    place: OfficePlace,
) -> None:
    nobody = str(UUID(int=77))
    foreign = [{"shop": "nonsense"}, {"shop": nobody}, {"segment": nobody}, {"segment": "'; --"}]
    with place.client(OfficeRole.OWNER) as client:
        assert {client.get("/figures", **query).status_code for query in foreign} == {404}
        for month in ("2026-13", "x", "9999-99", "0000-01", "2031-05"):
            assert client.get("/figures", **{"from": month, "to": month}).status_code == 200


def test_a_figure_or_a_field_that_there_is_not_is_not_here(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert client.get("/figures/nonsense/formula").status_code == 404
        assert client.get("/figures/buyers/formula", after="x").status_code == 404
        for words in (
            *({}, {"of": "x"}, {"of": "cell"}, {**CELL, "recency": "6"}, {"of": "best", "percent": "-"}),
            {"of": "cohort", "began": "2026-11-02", "came": "2026-11-01"},
        ):
            assert client.get("/figures/members", **words).status_code == 404


def test_the_members_behind_a_figure_come_page_by_page_and_each_once(place: OfficePlace) -> None:
    settle_town(place.made)
    with place.client(OfficeRole.OWNER) as client:
        path: str | None = "/figures/buyers/formula?from=2026-01&to=2026-11"
        seen: list[str] = []
        while path:
            shown = client.http.get(path).text
            seen += [part.split('"')[0] for part in shown.split('href="/office/members/')[1:]]
            onwards = [part for part in shown.split('href="/office') if "&amp;after=" in part.split('"')[0]]
            path = onwards[0].split('"')[0].replace("&amp;", "&") if onwards else None

    ((buyers,),) = place.rows(
        "SELECT count(DISTINCT member_id) FROM member_months WHERE month >= '2026-01-01'"
    )
    assert len(seen) == len(set(seen)) == buyers


def test_the_owner_says_how_to_count(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        wanted: dict[str, Any] = {
            "dormant_days": "30",
            "lost_days": "120",
            "settle_days": "5",
            "worth-points": "0.50",
        }
        kept = client.post("/figures/settings", **wanted)
        refused = client.post("/figures/settings", **{**wanted, "lost_days": "30"})

        assert kept.status_code == 303
        assert refused.status_code == 422
    assert place.rows(
        "SELECT dormant_days, lost_days, settle_days, point_worth_ppm FROM figure_settings"
    ) == [(30, 120, 5, {"points": 500_000})]
    assert place.rows("SELECT act FROM audit") == [("figure_settings_changed",)]


def test_the_sums_are_made_again_at_a_touch(place: OfficePlace) -> None:
    settle_town(place.made)
    query = "SELECT sum(visits), sum(revenue_minor) FROM member_months"
    before = place.rows(query)
    place.rows("WITH gone AS (DELETE FROM member_months RETURNING 1) SELECT count(*) FROM gone")
    with place.client(OfficeRole.OWNER) as client:
        assert client.post("/figures/remake").status_code == 303
    place.run_jobs()

    assert place.rows(query) == before


def test_from_a_figure_to_its_formula_and_to_the_members_behind_it(place: OfficePlace) -> None:
    settle_town(place.made)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/figures"))
    expect(page.locator("canvas")).to_have_count(2)
    page.get_by_label("Shop", exact=True).select_option(label="Lyon Bellecour")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Average basket").first.locator("xpath=following::a[1]").click()

    expect(page.get_by_text("Average basket = revenue of members / number of visits.")).to_be_visible()
    expect(page.locator("dl.facts dt")).to_have_text(["Revenue", "Visits"])
    expect(page.locator("tbody tr")).to_have_count(50)
    assert f"shop={SHOP}" in page.url


def test_each_page_can_be_used_by_everybody_on_a_telephone(place: OfficePlace) -> None:
    settle_town(place.made)
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    for path in (*PAGES, "/settings"):
        page.goto(place.url(f"/figures{path}?{urlencode(CELL)}"))

        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for open_tab in page.locator(".tabs [aria-current]").all():
            expect(open_tab).to_be_in_viewport(ratio=0.9, timeout=60_000)


def test_figures_of_a_segment_are_those_of_its_members(place: OfficePlace) -> None:
    settle_town(place.made)
    gold = SavedSegment(
        id=new_id(place.clock.now()),
        name="Gold",
        segment=Group(parts=(Among(field=ListField.TIER, values=("gold",)),)),
        made_by=person_of(OfficeRole.OWNER),
        maker=None,
        made_at=place.clock.now(),
        shared=True,
    )
    with place.books.store.work(MERCHANT) as work:
        save(work, gold)
    with place.client(OfficeRole.OWNER) as client:
        query = {"segment": str(gold.id), "from": "2026-01", "to": "2026-11"}
        shown = client.get("/figures", **query).text
        everywhere = [client.get(f"/figures{page}", **query, **CELL).status_code for page in PAGES]
        of_everybody = (
            client.get("/figures/scheme", **query).text + client.get("/figures/promises", **query).text
        )
        held = client.get("/figures/members", **query, of="points", counter="points")

    links = [
        unescape(part.split('"')[0]) for part in of_everybody.split('href="/office/figures/members?')[1:]
    ]
    for each in links:
        assert ("segment=" in each) != ("of=rule" in each or "of=points" in each), "as its figure counts"
    assert {"of=rule", "of=points", "of=tier"} <= {name for each in links for name in each.split("&")}
    assert held.status_code == 200
    ((buyers,),) = place.rows(
        "SELECT count(DISTINCT member_id) FROM member_months JOIN members m ON m.id = member_id "
        "WHERE month >= '2026-01-01' AND m.tier = 'gold'"
    )
    assert f">{buyers}</a>" in shown
    assert everywhere == [200] * len(PAGES)
