"""Coming in: invited, settled in, signed in; and what refuses everybody else alike."""

from datetime import timedelta

from playwright.sync_api import expect
from pyotp import TOTP

from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_people import TRIES
from tests.helpers.axe import assert_accessible
from tests.helpers.office_door import LOGIN, PASSWORD, insider, invited, offer_in
from tests.helpers.office_place import OfficePlace


def test_somebody_takes_their_invitation_and_signs_in(place: OfficePlace) -> None:
    invitation = invited(place)
    page = place.browse(None)
    page.goto(place.base + invitation.path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Anne")
    assert_accessible(page)
    page.get_by_text("No camera?").click()
    secret = page.locator("code.code").inner_text().replace(" ", "")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_label("The code that the app shows now").fill(TOTP(secret).at(place.clock.now()))
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    assert_accessible(page)
    place.clock.advance(30)
    page.get_by_label("E-mail address").fill(LOGIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(TOTP(secret).at(place.clock.now()))
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Anne")


def test_after_sign_in_one_is_where_one_wanted_to_go(place: OfficePlace) -> None:
    anne = insider(place)
    with place.client(None) as client:
        asked = client.get("/people")
        assert asked.headers["location"] == "/office/sign-in?to=/people"
        answer = anne.sign_in(client, to="/people")

        assert client.follow(answer).status_code == 200


def test_whatever_is_wrong_is_answered_alike(place: OfficePlace) -> None:
    anne = insider(place)
    with place.client(None) as client:
        answers = [
            anne.sign_in(client, login="nobody@example.org"),
            anne.sign_in(client, password="something else altogether"),
            anne.sign_in(client, code="000000"),
            anne.sign_in(client, code=""),
        ]

        assert {each.status_code for each in answers} == {422}
        said = {each.text.replace(LOGIN, "").replace("nobody@example.org", "") for each in answers}
        assert len(said) == 1
        assert "set-cookie" not in answers[0].headers


def test_after_some_failures_even_what_is_right_waits(place: OfficePlace) -> None:
    anne = insider(place)
    with place.client(None) as client:
        for _ in range(TRIES):
            anne.sign_in(client, password="something else altogether")

        assert anne.sign_in(client).status_code == 422

        place.clock.advance(60)
        assert anne.sign_in(client).status_code == 303


def test_a_recovery_code_stands_in_for_the_telephone_once(place: OfficePlace) -> None:
    anne = insider(place)
    with place.client(None) as client:
        assert anne.sign_in(client, code=anne.recovery[0].lower()).status_code == 303
        assert anne.sign_in(client, code=anne.recovery[0]).status_code == 422
        assert anne.sign_in(client, code=anne.recovery[1]).status_code == 303


def test_an_invitation_is_taken_once_and_not_after_seven_days(place: OfficePlace) -> None:
    first, late = invited(place), invited(place, login="late@example.org")
    with place.client(None) as client:
        path = first.path.removeprefix("/office")
        offer = offer_in(client.get(path).text)
        weak = client.post(path, offer=offer, password="aaaaaaaaaaaa", again="aaaaaaaaaaaa", code="1")
        assert weak.status_code == 422
        assert "guessed first" in weak.text
        assert "not the code" in weak.text
        place.clock.advance(timedelta(days=7).total_seconds() + 1)

        assert client.get(path).status_code == 404
        assert client.get(late.path.removeprefix("/office")).status_code == 404


def test_a_secret_that_is_not_of_the_invitation_is_not_taken(place: OfficePlace) -> None:
    mine, theirs = invited(place), invited(place, login="other@example.org")
    with place.client(None) as client:
        offer = offer_in(client.get(theirs.path.removeprefix("/office")).text)
        path = mine.path.removeprefix("/office")

        said = {"password": PASSWORD, "again": PASSWORD, "code": "123456"}
        assert client.post(path, None, offer=offer, **said).status_code == 404
        assert client.post(path, None, offer="zz", **said).status_code == 404


def test_one_of_the_house_visits_a_merchant_with_a_reason(place: OfficePlace) -> None:
    operator = insider(place, OfficeRole.OPERATOR, login="op@example.org")
    page = place.browse(None)
    page.goto(place.url("/merchants"))
    page.get_by_label("E-mail address").fill(operator.login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(operator.next_code())
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page)
    page.get_by_label("Reason, which the merchant will read").fill("The till of the market is silent")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Anne")

    with place.client(OfficeRole.OWNER) as owner:
        assert "The till of the market is silent" in owner.get("/audit").text


def test_the_house_has_people_and_a_log_of_its_own(place: OfficePlace) -> None:
    operator = insider(place, OfficeRole.OPERATOR, login="op@example.org")
    with operator.comes_in() as client:
        assert client.get("/shops").status_code == 403
        assert client.get("/people/new").text.count('<option value="operator"') == 1
        said = {"name": "Sam", "login": "sam@example.org", "language": "en"}
        assert client.post("/people/new", None, role="owner", **said).status_code == 422
        assert client.post("/people/new", None, role="support", **said).status_code == 200
        assert "Invited somebody: Support" in client.get("/audit").text
