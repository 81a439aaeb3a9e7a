"""A merchant who never saw JSON builds each example by clicks, in Chromium and in French: it is the same."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page

from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.office_place import OfficePlace, office_place
from tests.helpers.programme_clicker import Clicker
from tests.helpers.programme_drafts import PROGRAMMES, body_of

EXAMPLES = sorted(PROGRAMMES.glob("*.json"))


def example(number: int, file: Path) -> object:
    """Every other one on the other worker: together they take minutes."""
    return pytest.param(
        file, id=file.stem, marks=pytest.mark.xdist_group(f"programmes by clicks {number % 2}")
    )


@pytest.fixture(scope="module")
def at_work() -> Iterator[tuple[OfficePlace, Page]]:
    """One place and one browser for all of a worker's: each begins with a draft of its own."""
    with office_place() as place:
        yield place, place.browse(OfficeRole.OWNER, language="fr")


@pytest.mark.parametrize("file", [example(*each) for each in enumerate(EXAMPLES)])
def test_an_example_is_built_by_clicks(at_work: tuple[OfficePlace, Page], file: Path) -> None:
    place, page = at_work
    wanted = msgspec.json.decode(programme_to_json(programme_from_json(file.read_bytes())))
    page.goto(place.url("/programme"))
    page.get_by_role("button", name="Partir de zéro").click()
    page.wait_for_url("**/drafts/*")
    Clicker(page, page.url, wanted).build()

    with place.client(OfficeRole.OWNER, language="fr") as client:
        assert body_of(client, page.url.removeprefix(place.url(""))) == wanted
    assert page.locator("#complete").is_visible()
