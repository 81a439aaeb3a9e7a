"""What the frame of every page owes to whoever cannot see it, or only just."""

import pytest

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.office_place import OfficePlace


def test_the_frame_of_the_pages_has_no_grave_fault(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/"))

    assert_accessible(page)


def test_a_grave_fault_is_found_and_named(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/"))
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_in_high_contrast_a_line_shows_where_one_is(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.emulate_media(forced_colors="active")
    page.goto(place.url("/figures"))

    for here in page.locator(".side [aria-current], .tabs [aria-current]").all():
        assert here.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
