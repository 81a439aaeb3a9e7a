"""The name of a parent who agreed for a child, as a thief of a till has it: markup, a formula, a book."""

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.domain.member import NAME_LENGTH_MAX, Channel, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import OfficePlace, office_place

CHILD = Profile(given_name="Léo", family_name="", birthday=DayMonth(day=1, month=1), birth_year=2020)
NAMES = (
    '<img src="https://example.invalid/a.png">Anna',
    "Anna\u202eanniL\u2066\u200f",
    "Anna\r\nMartin\t\x1b[2J\x00",
    "=HYPERLINK(A1)",
    "@SUM(A1)",
    "\t=cmd",
    "A" * 5_000,
)


@pytest.fixture
def told_by(office: OfficePlace) -> Happenings:
    return Happenings(office.clock)


@pytest.fixture
def office() -> Iterator[OfficePlace]:
    with office_place() as made:
        yield made


@pytest.fixture
def leo(office: OfficePlace, told_by: Happenings) -> MemberEnrolled:
    event = told_by.enrolled(profile=CHILD)
    office.office.tell(event, keys=told_by.keys)
    for name in NAMES:
        office.clock.advance(1)
        office.office.tell(told_by.stated(event, Channel.SMS, granted=True, parent=name))
    return event


def is_plain(name: str) -> bool:
    return name.isprintable() and not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name)


def test_no_page_takes_a_parent_for_markup_or_shows_a_book(office: OfficePlace, leo: MemberEnrolled) -> None:
    with office.client(OfficeRole.OWNER) as owner:
        pages = [owner.get(path).text for path in (f"/members/{leo.member_id}", "/privacy/consents")]

    for page in pages:
        assert "&lt;img" in page
        assert "<img src=" not in page
        assert "A" * NAME_LENGTH_MAX in page
        assert "A" * (NAME_LENGTH_MAX + 1) not in page
        assert is_plain("".join(page.split()))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_cell_of_the_register_of_consents_is_a_formula(
    office: OfficePlace, leo: MemberEnrolled, language: str
) -> None:
    with office.client(OfficeRole.OWNER, language=language) as owner:
        text = owner.get("/privacy/consents.csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text, newline=""), delimiter=";" if language == "fr" else ",")
    parents = [row[head.index("parent")] for row in rows]

    assert len(parents) == len(NAMES)
    assert all(is_plain(each) and len(each) <= NAME_LENGTH_MAX + 1 for each in parents)
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_what_is_no_name_at_all_is_nobody(office: OfficePlace, told_by: Happenings) -> None:
    event = told_by.enrolled(profile=CHILD)
    office.office.tell(event, keys=told_by.keys)
    office.office.tell(told_by.stated(event, Channel.SMS, granted=True, parent="\x00\u202e17"))
    with office.client(OfficeRole.OWNER) as owner:
        page = owner.get("/privacy/consents").text

    assert "Agreed to by" not in page
