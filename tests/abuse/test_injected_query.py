"""Nobody's words become a query: what a segment asks for comes from a list, and its values stay values."""

from collections.abc import Iterator

import pytest

from fidpos.domain.member import PostalAddress, Profile
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import OfficePlace, office_place

HOSTILE = (
    "'); DROP TABLE members; --",
    "' OR '1'='1",
    "%",
    "{values}",
    "%(v0)s",
    "%s",
    "\\",
    "$1",
    "1::text; SELECT pg_sleep(60)",
)
ROW: dict[str, str | list[str]] = {"join": "all", "groups": ["0"], "g0-join": "all", "g0-rows": ["0"]}


@pytest.fixture
def place() -> Iterator[OfficePlace]:
    with office_place() as place:
        told = Happenings(place.clock)
        lyon = Profile(given_name="Zoé", family_name="M", address=PostalAddress(postcode="69", city="Lyon"))
        place.office.tell(told.enrolled("1", lyon), keys=told.keys)
        yield place


def test_what_is_typed_is_looked_for_as_it_is(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        for field in ("list.city", "list.postcode", "ware.article", "ware.brand"):
            for words in HOSTILE:
                asked = {**ROW, "g0r0-what": field, "g0r0-words": words}
                answer = client.post("/extraction/count", None, **asked)

                assert answer.status_code == 200
                assert "0 members" in answer.text, (field, words)
        found = client.post(
            "/extraction/count", None, **ROW, **{"g0r0-what": "list.city", "g0r0-words": "LYON"}
        )

    assert "1 member" in found.text


@pytest.mark.parametrize("name", ["g0r0-what", "g0r0-span", "g0-join", "join", "groups", "g0-rows", "do"])
def test_what_is_chosen_is_one_of_the_list(place: OfficePlace, name: str) -> None:
    with place.client(OfficeRole.OWNER) as client:
        for words in HOSTILE:
            answer = client.post("/extraction/builder", None, **{**ROW, name: words})

            assert answer.status_code == 200

    assert place.rows("SELECT count(*) FROM members") == [(1,)]


@pytest.mark.parametrize("name", ["theme", "columns", "format", "channel", "segment", "since"])
def test_a_list_is_of_what_there_is(place: OfficePlace, name: str) -> None:
    with place.client(OfficeRole.OWNER) as client:
        for words in HOSTILE:
            asked = {"theme": "members", "columns": "number", "format": "csv", name: words}

            assert client.post("/extraction/take", None, **asked).status_code in (404, 422)
