"""Who works in the office, and one's own account."""

import re

from playwright.sync_api import expect
from pyotp import TOTP

from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_sessions import sessions_of
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_office import AWAY, MERCHANT, SHOP
from tests.helpers.office_door import PASSWORD, insider, offer_in
from tests.helpers.office_place import OfficePlace, person_of

KEY = re.compile(r"/office(/invited/[^\"\s<]{40,})")


def test_who_is_invited_gets_the_link_by_mail_too(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        client.post(
            "/people/new", name="Zoé", login="zoe@example.org", language="fr", role="marketer", shops=[]
        )

    assert place.rows("SELECT kind, language, state FROM mails") == [("invitation", "fr", "waiting")]


def test_an_owner_invites_somebody_who_then_comes_in(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/people"))
    assert_accessible(page)
    page.get_by_role("link", name="Invite somebody").click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Léa")
    page.get_by_label("E-mail address").fill("lea@example.org")
    page.get_by_label("Role").select_option("shop_manager")
    page.locator(f"#shop-{SHOP}").check()
    page.get_by_role("button", name="Make the link").click()
    assert_accessible(page)
    link = page.get_by_label("Invitation link").input_value()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Léa")

    assert place.rows(
        "SELECT shop_id FROM office_shops s JOIN office_people p ON p.id = s.person_id"
        " WHERE p.login = 'lea@example.org'"
    ) == [(SHOP,)]


def test_a_form_that_says_too_little_comes_back_with_what_is_missing(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        answers = [
            owner.post("/people/new", name="", login="lea", language="en", role="owner"),
            owner.post("/people/new", name="L", login="l@example.org", language="xx", role="operator"),
            owner.post("/people/new", name="L", login="l@example.org", language="en", role="franchisee"),
        ]

        assert [each.status_code for each in answers] == [422] * 3
        assert "not an e-mail address" in answers[0].text
        assert "Choose from the list" in answers[1].text
        assert "Tick at least one shop" in answers[2].text


def test_an_address_names_one_person(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        said = {"name": "L", "login": "L@example.org", "language": "en", "role": "owner"}
        assert KEY.search(owner.post("/people/new", None, **said).text)

        again = owner.post("/people/new", None, **said)

        assert again.status_code == 422
        assert "already signs in" in again.text


def test_another_role_is_given_and_signs_them_out(place: OfficePlace) -> None:
    marketer = person_of(OfficeRole.MARKETER)
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.MARKETER) as client:
        answer = owner.post(f"/people/{marketer}", role="franchisee", shops=str(AWAY))

        assert "has another role" in owner.follow(answer).text
        assert client.get("/").status_code == 303
        assert "Changed a role or shops: Franchisee" in owner.get("/audit").text


def test_nobody_changes_their_own_place_nor_takes_the_last_owner_away(place: OfficePlace) -> None:
    owner_id = person_of(OfficeRole.OWNER)
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.OPERATOR) as operator:
        for act in ("", "/disable", "/reset"):
            assert owner.post(f"/people/{owner_id}{act}", role="owner").status_code == 409
        for act in ("", "/disable"):
            answer = operator.post(f"/people/{owner_id}{act}", role="marketer")
            assert answer.status_code == 409
            assert "last owner" in answer.text

        assert owner.get("/people").status_code == 200


def test_whoever_lost_their_telephone_is_given_a_new_link(place: OfficePlace) -> None:
    anne = insider(place, OfficeRole.MARKETER)
    with place.client(OfficeRole.OWNER) as owner, place.client(None) as client:
        link = KEY.search(owner.post(f"/people/{anne.person_id}/reset").text)
        assert link is not None

        assert anne.sign_in(client).status_code == 422
        assert client.get(link.group(1)).status_code == 200


def test_another_password_ends_the_other_sessions(place: OfficePlace) -> None:
    anne = insider(place)
    with anne.comes_in() as here, anne.comes_in() as there:
        said = {"password": "another short sentence", "again": "another short sentence"}
        wrong = here.post("/me/password", None, current="not this one", **said)
        assert "not your present password" in wrong.text
        assert here.post("/me/password", None, current=PASSWORD, **said).status_code == 303

        assert here.get("/me").status_code == 200
        assert there.get("/me").status_code == 303
    with place.client(None) as client:
        assert anne.sign_in(client).status_code == 422
        assert anne.sign_in(client, password=said["password"]).status_code == 303


def test_another_telephone_takes_the_place_of_the_former(place: OfficePlace) -> None:
    anne = insider(place)
    with anne.comes_in() as client:
        page = client.get("/me/second-factor").text
        secret = re.findall(r'<code class="code">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
        place.clock.advance(30)
        offer = offer_in(page)
        assert client.post("/me/second-factor", offer=offer, code="000000").status_code == 422
        taken = client.post("/me/second-factor", offer=offer, code=TOTP(secret).at(place.clock.now()))
        assert "Recovery codes" in taken.text
    with place.client(None) as client:
        assert anne.sign_in(client).status_code == 422
        place.clock.advance(30)
        assert anne.sign_in(client, code=TOTP(secret).at(place.clock.now())).status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_the_rest(place: OfficePlace) -> None:
    anne = insider(place)
    with anne.comes_in() as here, anne.comes_in() as there:
        assert here.get("/me").text.count("<td>Another</td>") == 1
        assert "1 other session has ended" in here.follow(here.post("/me/sessions/end")).text

        assert there.get("/").status_code == 303
        assert here.post("/sign-out").headers["location"] == "/office/sign-in"
        assert here.get("/").status_code == 303
    with place.books.store.work(MERCHANT) as work:
        assert sessions_of(work, anne.person_id) == []


def test_one_changes_name_and_language(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/me"))
    assert_accessible(page)
    page.get_by_label("Name").fill("Zoé")
    page.get_by_label("Language").select_option("fr")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")

    page.goto(place.url("/me/second-factor"))
    assert_accessible(page)
    page.goto(place.url("/me/password"))
    assert_accessible(page)
    page.goto(place.url("/prove"))
    assert_accessible(page)


def test_the_second_factor_is_shown_again_before_what_is_hard_to_undo(place: OfficePlace) -> None:
    anne = insider(place)
    with anne.comes_in() as client:
        place.clock.advance(11 * 60)
        assert client.get("/people/new").headers["location"].startswith("/office/prove")
        assert client.post("/prove", to="/people/new", code="000000").status_code == 422
        proved = client.post("/prove", to="/people/new", code=anne.code())

        assert client.follow(proved).status_code == 200


def test_the_log_is_filtered_and_goes_on_from_page_to_page(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    with place.client(OfficeRole.OWNER) as owner:
        for number in range(60):
            place.clock.advance(1)
            owner.post("/me", name=f"Owner {number}", language="en")
        assert owner.get("/audit", act="signed_out").text.count("<tbody>") == 0
        assert owner.get("/audit", since="2026-11-22").text.count("<tbody>") == 0
        assert owner.get("/audit", since="never").status_code == 422
    page.goto(place.url("/audit?act=account_changed"))
    assert_accessible(page)
    expect(page.locator("tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Next").click()

    expect(page.locator("tbody tr")).to_have_count(10)
