"""The office without a mouse, and on a screen that is enlarged."""

import pytest
from playwright.sync_api import Dialog, expect

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import SHOP, OfficePlace, agree

ENLARGED = {"width": 683, "height": 384}
"""What is left of 1366 x 768 at 200 %."""


def test_the_first_key_leads_past_the_menu(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/members"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_refused_form_says_what_is_wrong_by_name_and_leads_there(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/people/new"))
    page.eval_on_selector("main form", "form => { form.noValidate = true; form.requestSubmit(); }")
    problems = page.locator("#problems")
    expect(problems).to_be_focused()
    expect(problems.get_by_role("link").first).to_contain_text("Name – ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#f-name")).to_be_focused()


def test_whoever_types_goes_on_typing_while_the_list_follows(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    place.office.tell(told.enrolled(), keys=told.keys)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/members"))
    page.locator("#f-text").press_sequentially("mart")
    expect(page.locator("main table")).to_contain_text("Martin")

    expect(page.locator("#f-text")).to_be_focused()


def test_what_is_not_easily_undone_asks_first(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.remove_listener("dialog", agree)
    page.goto(place.url(f"/shops/{SHOP}"))
    asked: list[str] = []

    def refuse(question: Dialog) -> None:
        asked.append(question.message)
        question.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("button", name="Close the shop").click()

    assert asked == ["“Close the shop”: are you sure?"]
    assert place.rows("SELECT FROM shops WHERE closed_at IS NOT NULL") == []
    page.remove_listener("dialog", refuse)
    page.on("dialog", agree)
    page.get_by_role("button", name="Close the shop").click()
    expect(page.get_by_role("status")).to_be_visible()

    assert len(place.rows("SELECT FROM shops WHERE closed_at IS NOT NULL")) == 1


@pytest.mark.parametrize(
    "path", ["/", "/members", "/figures", "/programme", "/extraction/new", "/gift-cards"]
)
def test_an_enlarged_page_is_never_wider_than_the_screen(place: OfficePlace, path: str) -> None:
    page = place.browse(OfficeRole.OWNER, language="fr", size=ENLARGED)
    page.goto(place.url(path))

    assert page.evaluate("document.documentElement.scrollWidth") <= ENLARGED["width"]
