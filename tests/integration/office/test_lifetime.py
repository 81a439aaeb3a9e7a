"""Lifetime value: computed for whoever bought, spread, listed, and set by the owner."""

from datetime import timedelta

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import MERCHANT, PHONE, SHOP, OfficePlace
from tests.helpers.valued_members import bring_in


def _compute(place: OfficePlace, customers: int) -> None:
    with place.books.store.work(MERCHANT) as work:
        bring_in(work, place.clock.now().date(), customers=customers, shop_id=SHOP)
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post("/figures/lifetime/compute").status_code == 303
    place.run_jobs()


def test_the_owner_sees_who_is_worth_most_and_sets_the_margin(place: OfficePlace) -> None:
    _compute(place, 700)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/figures/lifetime"))
    assert page.get_by_text("Future value", exact=True).first.is_visible()
    assert page.locator("canvas[data-chart]").count() == 2
    assert_accessible(page)
    before = place.rows("SELECT sum(future_minor)::bigint FROM member_values")[0][0]

    page.get_by_role("link", name="Margins and horizon").click()
    assert_accessible(page)
    page.get_by_label("General margin rate").fill("60")
    page.get_by_role("button", name="Save and compute again").click()
    page.wait_for_url("**/jobs/**")
    place.run_jobs()

    assert place.rows("SELECT margin_ppm FROM value_settings") == [(600_000,)]
    assert place.rows("SELECT sum(future_minor)::bigint FROM member_values")[0][0] == pytest.approx(
        2 * before, rel=0.001
    )
    acts = [act for (act,) in place.rows("SELECT act FROM audit ORDER BY id")]
    assert sorted(acts) == ["value_computed", "value_settings_changed"]


def test_it_fits_a_telephone(place: OfficePlace) -> None:
    _compute(place, 300)
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    page.goto(place.url("/figures/lifetime"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)


def test_of_a_few_members_no_future_is_told_and_the_page_says_why(place: OfficePlace) -> None:
    _compute(place, 150)
    with place.client(OfficeRole.OWNER) as owner:
        text = owner.get("/figures/lifetime").text
    assert "it takes 200" in text
    assert "Future value" not in text.split("How it is computed")[0]
    assert place.rows("SELECT count(*) FROM member_values WHERE future_minor IS NOT NULL") == [(0,)]
    assert place.rows("SELECT count(*) > 100, sum(past_minor) > 0 FROM member_values") == [(True, True)]


def test_before_the_first_computation_the_page_says_how_to_get_it(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        assert "Nothing has been computed yet" in owner.get("/figures/lifetime").text


def test_whoever_sees_one_shop_sees_its_members_only(place: OfficePlace) -> None:
    _compute(place, 300)
    seen = place.rows("SELECT count(*) FROM member_values v JOIN member_shops s USING (member_id)")[0][0]
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        text = manager.get("/figures/lifetime").text
        assert manager.get("/figures/lifetime/settings").status_code == 403
        assert manager.post("/figures/lifetime/settings", margin="90").status_code == 403
    assert f'<p class="figure-value">{seen}</p>' in text
    numbers = {int(part[:5]) for part in text.split("Zoé N")[1:]}
    assert numbers
    assert all(number % 2 == 0 for number in numbers)


def test_the_list_goes_on_where_the_page_ended(place: OfficePlace) -> None:
    _compute(place, 300)
    with place.client(OfficeRole.OWNER) as owner:
        pages, path = [], "/figures/lifetime"
        for _ in range(3):
            text = owner.http.get(path).text
            pages.append([part[:5] for part in text.split("Zoé N")[1:]])
            path = text.split('class="button" href="/office')[-1].split('"')[0].replace("&amp;", "&")
        assert owner.get("/figures/lifetime", worth="x", after="y").status_code == 404
    listed = [number for page in pages for number in page]
    assert len(listed) == len(set(listed)) == 75


@pytest.mark.parametrize(
    ("name", "typed"),
    [("margin", "101"), ("margin", ""), ("discount", "-1"), ("months", "121"), ("months", "soon")],
)
def test_what_cannot_be_a_setting_comes_back_with_its_problem(
    place: OfficePlace, name: str, typed: str
) -> None:
    fields: dict[str, str | list[str]] = {"margin": "30", "discount": "10", "months": "36", name: typed}
    with place.client(OfficeRole.OWNER) as owner:
        answer = owner.post("/figures/lifetime/settings", None, **fields)
    assert answer.status_code == 422
    assert f'id="p-{name}"' in answer.text
    assert place.rows("SELECT count(*) FROM value_settings") == [(0,)]


def test_a_members_margin_is_that_of_the_categories_on_their_tickets(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    member, other = told.enrolled(), told.enrolled()
    bread = BasketLine(amount_minor=1_500, categories=("bread", "white"))
    book = BasketLine(amount_minor=500, categories=("books",))
    place.office.tell(member, other, keys=told.keys)
    undone = told.closed(member, lines=(book,))
    place.office.tell(
        told.closed(member, lines=(bread, book)), told.closed(other), undone, told.voided(undone)
    )
    place.clock.advance(timedelta(days=1).total_seconds())
    with place.client(OfficeRole.OWNER) as owner:
        owner.post("/figures/lifetime/compute")
        place.run_jobs()
        settings = owner.get("/figures/lifetime/settings").text
        assert "books (%)" in settings
        assert "bread (%)" in settings
        fields = {"margin": "20", "discount": "10", "months": "36", "margin-0": "40", "margin-1": "60"}
        assert owner.post("/figures/lifetime/settings", None, **fields).status_code == 303
        place.run_jobs()
    margins = dict(place.rows("SELECT member_id, margin_ppm FROM member_values"))
    assert margins == {member.member_id: 550_000, other.member_id: 200_000}
