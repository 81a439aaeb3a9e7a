"""A member who is called like a formula does nothing to whoever opens the list (formula-in-export)."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from fidpos.domain.member import PostalAddress, Profile
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import OfficePlace, office_place

NAMES = ("=HYPERLINK(0)", "+33+44", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '"=1";=2', "=1,=2")


@pytest.fixture
def place() -> Iterator[OfficePlace]:
    with office_place() as place:
        told = Happenings(place.clock)
        for number, name in enumerate(NAMES):
            address = PostalAddress(street=name, city=name)
            who = Profile(given_name=name, family_name=name, address=address)
            place.office.tell(told.enrolled(str(number), who), keys=told.keys)
        yield place


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_cell_of_a_text_list_is_a_formula(place: OfficePlace, language: str) -> None:
    with place.client(OfficeRole.OWNER, language=language) as client:
        columns = ["number", "family_name", "given_name", "street", "city"]
        answer = client.post("/extraction/take", theme="members", format="csv", columns=columns)
    separator = ";" if language == "fr" else ","
    text = StringIO(answer.content.decode("utf-8-sig"), newline="")
    _, *rows = csv.reader(text, delimiter=separator)

    assert sorted(row[1].removeprefix("'") for row in rows) == sorted(NAMES)
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_no_cell_of_a_workbook_is_a_formula(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        columns = ["family_name", "street"]
        answer = client.post("/extraction/take", theme="members", format="xlsx", columns=columns)

    cells = [cell for row in load_workbook(BytesIO(answer.content)).worksheets[0].rows for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
