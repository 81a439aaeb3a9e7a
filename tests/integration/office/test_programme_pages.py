"""The editor's pages in Chromium: the live check, room on a telephone, and no serious accessibility fault."""

from playwright.sync_api import Page, expect

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.office_place import PHONE, OfficePlace
from tests.helpers.programme_drafts import uploaded


def test_a_change_is_told_in_a_sentence_before_it_is_kept(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER, language="fr") as client:
        path = uploaded(client, "private_sale")
    page = place.browse(OfficeRole.OWNER, language="fr")
    page.goto(place.url(f"{path}/edit?at=rules.2"))
    points = page.get_by_label("Points (obligatoire)", exact=True)
    points.fill("7")
    points.blur()

    expect(page.locator("#reads")).to_contain_text(
        "+7 sur « Points »".replace(" »", "\u00a0»").replace("« ", "«\u00a0")
    )
    points.fill("sept")
    points.blur()
    expect(page.locator("#reads .problem")).to_be_visible()


def test_the_pages_are_accessible_and_fit_a_telephone(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER, language="fr") as client:
        path = uploaded(client, "private_sale")
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    draft = path.rsplit("/", 1)[-1]
    for shown in (
        "/programme",
        path,
        f"{path}/edit?at=rules.1",
        f"{path}/edit?at=policies",
        f"{path}/calendar?month=2027-06",
        f"{path}/publish",
        f"/programme/compare?from=1&to=draft-{draft}",
        "/programme/versions/1",
        "/approvals",
    ):
        page.goto(place.url(shown))
        assert_accessible(page)
        assert _width(page) <= PHONE["width"], shown


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
