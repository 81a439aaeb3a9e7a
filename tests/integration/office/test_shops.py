"""Shops, tills, staff and settings, as an owner and as a franchisee run them."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.ids import MemberId, TillId
from fidpos.server.backoffice.pages.shops import moving
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db import commanding, shop_pages
from fidpos.wire.sync.command import Report, ReportOutcome
from fidpos.wire.sync.pairing_code import read_code
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, CASHIER, FAR, MERCHANT, SHOP, TILL
from tests.helpers.office_place import OfficePlace

CODE = re.compile(r'<code class="code big">([^<]+)</code>')
HEALTH = '{"software": "1.2", "schema_version": 1, "waiting": 7, "readers": {"pcsc": true, "wedge": false}}'


def test_an_owner_opens_a_shop_and_pairs_its_first_till(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/shops"))
    assert_accessible(page)
    page.get_by_role("link", name="Add a shop").click()
    assert_accessible(page)
    page.get_by_label("Name of the shop").fill("Christmas market")
    page.get_by_label("Last day").fill("2026-12-24")
    page.get_by_role("button", name="Add a shop").click()
    assert_accessible(page)
    page.get_by_role("button", name="Pair a till").click()
    assert_accessible(page)
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.locator("#pairing")).to_contain_text("Waiting for the till")
    read_code(page.locator("code.big").inner_text())
    place.rows("UPDATE pairing_codes SET till_id = %s RETURNING id", [TILL])

    expect(page.locator("#pairing")).to_contain_text("is paired")


def test_a_code_that_was_not_used_says_so(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        owner.post(f"/shops/{SHOP}/pair")
        [(code,)] = place.rows("SELECT id FROM pairing_codes")
        assert "Waiting" in owner.get(f"/shops/{SHOP}/pair/{code}").text
        assert owner.get(f"/shops/{AWAY}/pair/{code}").status_code == 404
        place.clock.advance(601)

        assert "no longer good" in owner.get(f"/shops/{SHOP}/pair/{code}").text


def test_a_shop_is_given_other_dates_and_another_risk(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        said = {"name": "Lyon", "opens_on": "2026-01-01"}
        assert owner.post(f"/shops/{SHOP}", None, closes_on="2025-12-31", **said).status_code == 422
        assert owner.post(f"/shops/{SHOP}", None, closes_on="2027-01-31", **said).status_code == 303
        assert owner.post(f"/shops/{SHOP}/risk", gift_cards="150.00", rewards="x").status_code == 422
        assert owner.post(f"/shops/{SHOP}/risk", gift_cards="150.00", rewards="0").status_code == 303

        assert "Pop-up" in owner.get("/shops").text
    held = (
        "SELECT name, closes_on::text, offline_gift_cards_minor, offline_rewards_minor FROM shops"
        " WHERE id = %s"
    )
    assert place.rows(held, [SHOP]) == [("Lyon", "2027-01-31", 15000, 0)]


def test_a_form_that_comes_back_shows_what_was_typed_not_what_is_kept(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        kept = owner.get(f"/shops/{SHOP}").text
        again = owner.post(f"/shops/{SHOP}", None, name="", opens_on="2026-01-01")

    field = re.compile(r'<input id="f-name"[^>]*value="([^"]*)"')
    assert again.status_code == 422
    assert [found for text in (kept, again.text) for found in field.findall(text)][1:] == [""]


def test_members_of_a_shop_that_closes_are_another_ones(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled()
    place.office.tell(zoe, keys=told.keys, till_id=FAR)
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/shops/{AWAY}/members", target=str(AWAY)).status_code == 422
        moved = owner.post(f"/shops/{AWAY}/members", target=str(SHOP))
        assert "1 member is of" in owner.follow(moved).text
        closed = owner.post(f"/shops/{AWAY}/close")
        assert "its tills are locked" in owner.follow(closed).text
        assert owner.post(f"/shops/{AWAY}/close").status_code == 409
        assert owner.post(f"/shops/{AWAY}/pair").status_code == 409

    members, _ = place.office.states(TILL)
    assert MemberId(zoe.member_id) in members
    assert place.rows("SELECT status FROM tills WHERE id = %s", [FAR]) == [("revoked",)]


def test_members_move_some_at_a_time(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (moving, shop_pages):
        monkeypatch.setattr(module, "MOVE_MAX", 2)
    told = Happenings(place.clock)
    place.office.tell(*(told.enrolled() for _ in range(3)), keys=told.keys, till_id=FAR)
    with place.client(OfficeRole.OWNER) as owner:
        moved = owner.post(f"/shops/{AWAY}/members", target=str(SHOP))
        assert "3 members are of" in owner.follow(moved).text

    assert place.rows("SELECT count(*) FROM member_shops WHERE own AND shop_id = %s", [SHOP]) == [(3,)]
    told_of = place.rows("SELECT detail ->> 'count' FROM audit WHERE act = 'members_moved' ORDER BY 1")
    assert told_of == [("1",), ("2",)]


def test_a_till_tells_how_it_is(place: OfficePlace) -> None:
    place.rows(
        "UPDATE tills SET health = %s::jsonb, heard_at = %s, clock_ahead_ms = 90000 WHERE id = %s"
        " RETURNING id",
        [HEALTH, place.clock.now(), TILL],
    )
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url(f"/shops/tills/{TILL}"))
    assert_accessible(page)

    expect(page.locator("main")).to_contain_text("Its clock is wrong")
    expect(page.locator("main")).to_contain_text("A reader does not work")
    expect(page.locator("dl.facts").first).to_contain_text("90 s ahead")


def test_a_till_is_limited_asked_and_locked(place: OfficePlace) -> None:
    with place.client(OfficeRole.OPERATOR) as operator:
        assert operator.post(f"/shops/tills/{TILL}/limit", limit="2,500.00").status_code == 303
        assert operator.post(f"/shops/tills/{TILL}/limit", limit="-1").status_code == 422
        assert operator.post(f"/shops/tills/{TILL}/ask", kind="format_disk").status_code == 422
        assert operator.post(f"/shops/tills/{TILL}/ask", kind="send_diagnostics").status_code == 303
        with place.books.store.work(MERCHANT) as work:
            [asked] = commanding.asked(work)
            report = Report(command_id=asked.id, outcome=ReportOutcome.DONE, attached=b"zip")
            commanding.end(work, TillId(TILL), report)
        sent = operator.get(f"/shops/tills/{TILL}/sent/{asked.id}")
        assert sent.content == b"zip"
        assert operator.get(f"/shops/tills/{FAR}/sent/{asked.id}").status_code == 404
        assert operator.post(f"/shops/tills/{TILL}/lock").status_code == 303
        assert "This till is locked" in operator.get(f"/shops/tills/{TILL}").text

    assert place.rows("SELECT daily_limit_minor FROM tills WHERE id = %s", [TILL]) == [(250000,)]
    acts = sorted(act for (act,) in place.rows("SELECT act FROM audit"))
    assert acts == ["attachment_fetched", "till_asked", "till_limited", "till_revoked"]


def test_somebody_is_added_to_the_tills_and_leaves(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/staff"))
    assert_accessible(page)
    page.get_by_role("link", name="Add somebody").click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Léa")
    page.locator(f"#shop-{SHOP}").check()
    page.get_by_label("PIN", exact=True).fill("739164")
    page.get_by_label("The same PIN once more").fill("739164")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Léa").click()
    assert_accessible(page)
    page.get_by_role("button", name="No longer works here").click()
    expect(page.get_by_role("status")).to_contain_text("Léa can open no session")

    told = [
        change.staff for answer in place.office.pull_all(TILL) for change in answer.changes if change.staff
    ]
    assert [(each.name, each.employed) for each in told if each.name == "Léa"][-1:] == [("Léa", False)]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("pin", "121212", "not the same PIN"),
        ("badge", "uid", "not the text of a card"),
        ("shops", "", "Tick at least one shop"),
        ("shops", str(UUID(int=99)), "Choose from the list"),
        ("role", "king", "Choose from the list"),
        ("name", "", "Fill in this field"),
    ],
)
def test_what_a_person_cannot_be_is_said_beside_the_field(
    place: OfficePlace, field: str, typed: str, said: str
) -> None:
    right = {"name": "L", "role": "cashier", "shops": str(SHOP), "pin": "739164", "pin_again": "739164"}
    wrong = {name: value for name, value in (right | {field: typed}).items() if value}
    with place.client(OfficeRole.OWNER) as owner:
        answer = owner.post("/staff/new", None, **wrong)

        assert answer.status_code == 422
        assert said in answer.text


def test_a_pin_that_is_guessed_first_is_not_taken(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        said = {"name": "L", "role": "cashier", "shops": str(SHOP)}
        answer = owner.post("/staff/new", None, pin="121212", pin_again="121212", **said)

        assert "guessed first" in answer.text


def test_a_franchisee_runs_their_own_shop_and_no_other(place: OfficePlace) -> None:
    with place.client(OfficeRole.FRANCHISEE) as client:
        assert str(AWAY) not in client.get("/shops").text
        assert str(SHOP) in client.get("/shops").text
        assert client.get("/shops/new").status_code == 403
        assert client.post("/shops/new").status_code == 403
        assert client.post(f"/shops/{AWAY}/close").status_code == 404
        assert client.post(f"/shops/{SHOP}/risk", gift_cards="1.00", rewards="1.00").status_code == 403
        assert client.post(f"/shops/tills/{TILL}/limit", limit="1.00").status_code == 403
        assert "/risk" not in client.get(f"/shops/{SHOP}").text
        assert "/limit" not in client.get(f"/shops/tills/{TILL}").text
        assert client.post(f"/shops/tills/{FAR}/lock").status_code == 404
        assert client.post(f"/shops/tills/{TILL}/ask", kind="resync").status_code == 403
        assert client.post(f"/staff/{CASHIER}", name="Mine").status_code == 404
        everywhere = client.post("/settings/auto_lock_min", place=str(MERCHANT), value="9")
        assert everywhere.status_code == 404
        assert client.post("/settings/auto_lock_min", place=str(AWAY), value="9").status_code == 404

        assert client.post("/settings/auto_lock_min", place=str(SHOP), value="9").status_code == 303


def test_amounts_are_decided_in_the_currency(place: OfficePlace) -> None:
    path = "/settings/gift_card_balance_max_minor"
    with place.client(OfficeRole.OWNER) as owner:
        wrong = owner.post(path, place=str(MERCHANT), value="a lot")
        assert wrong.status_code == 422
        assert "an amount such as 12.50 is needed, of €100,000.00 at most" in wrong.text
        answer = owner.post(path, place=str(MERCHANT), value="120.50")

        assert 'value="120.50"' in owner.follow(answer).text
        assert "€120.50" in owner.get("/settings").text
        assert "to “€120.50”" in owner.get("/audit").text
    said = [each.setting for answer in place.office.pull_all(TILL) for each in answer.changes if each.setting]
    assert [(each.name, each.value) for each in said] == [("gift_card_balance_max_minor", "12050")]


def test_a_setting_is_decided_for_all_and_taken_back(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/settings"))
    assert_accessible(page)
    page.get_by_role("link", name="Automatic lock").click()
    assert_accessible(page)
    everywhere = page.locator("section", has_text="All shops")
    everywhere.get_by_label("Value").fill("ages")
    everywhere.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("#problems")).to_contain_text("This value does not do")
    everywhere.get_by_label("Value").fill("12")
    everywhere.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Decided")
    said = [
        change.setting
        for answer in place.office.pull_all(TILL)
        for change in answer.changes
        if change.setting
    ]
    assert [(each.name, each.value) for each in said] == [("auto_lock_min", "12")]
    everywhere.get_by_role("button", name="Decide nothing").click()

    expect(everywhere.get_by_role("button", name="Decide nothing")).to_have_count(0)
