"""Publishing: at a date, for some shops, with a second person where it is costly; and the way back."""

from datetime import timedelta

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.office_place import AWAY, MERCHANT, SHOP, OfficePlace
from tests.helpers.programme_drafts import published, uploaded


def releases(place: OfficePlace) -> list[tuple[object, ...]]:
    return place.rows("SELECT version, since FROM programmes WHERE version > 1 ORDER BY version")


def told(place: OfficePlace, version: int) -> set[object]:
    """The shops whose tills hear of a version."""
    found = place.rows("SELECT shop_id FROM feed WHERE kind = 'programme' AND name = %s", [str(version)])
    return {shop for (shop,) in found}


def test_a_draft_becomes_the_next_version_and_tills_are_told(place: OfficePlace) -> None:
    with place.client(OfficeRole.MARKETER) as client:
        path = uploaded(client)
        page = client.follow(published(client, path))

        assert "Version 2 is published" in page.text
        assert client.get(path).status_code == 404
    assert releases(place) == [(2, place.clock.now())]
    assert told(place, 2) == {SHOP, AWAY}
    assert MERCHANT in place.announced


def test_it_takes_effect_at_the_date_that_is_given(place: OfficePlace) -> None:
    day = (place.clock.now() + timedelta(days=3)).date()
    with place.client(OfficeRole.OWNER) as client:
        path = uploaded(client)
        past = published(client, path, when="later", day="2020-01-01")
        published(client, path, when="later", day=day.isoformat(), time="06:30")

    assert past.status_code == 422
    assert "That day has passed" in past.text
    assert [since.isoformat()[:16] for _, since in releases(place)] == [f"{day}T05:30"]  # type: ignore[attr-defined]  # a timestamp


def test_tills_of_other_shops_keep_theirs(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        none = published(client, uploaded(client), where="some")
        published(client, uploaded(client), where="some", shops=str(AWAY))

    assert none.status_code == 409
    assert told(place, 2) == {AWAY}


def test_what_changed_since_it_was_shown_is_not_published(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answer = published(client, uploaded(client), was="0" * 32)

    assert answer.status_code == 409
    assert releases(place) == []


def test_an_incomplete_draft_is_not_published(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/programme/drafts", None, **{"from": "empty"}).headers["location"]
        path = path.removeprefix("/office")
        page = client.get(f"{path}/publish").text
        answer = client.post(f"{path}/publish", when="now", where="all", was="")

    assert "This draft is not complete" in page
    assert answer.status_code == 409


def test_the_way_back_is_a_former_body_under_a_new_number(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        published(client, uploaded(client, "restaurant"))
        published(client, uploaded(client, "cashback"))
        back = client.post("/programme/versions/2/restore").headers["location"].removeprefix("/office")
        published(client, back.removesuffix("/publish"))
        versions = [client.get(f"/programme/versions/{number}/json").json() for number in (2, 4)]
        compared = client.get("/programme/compare", **{"from": "2", "to": "4"}).text
        differing = client.get("/programme/compare", **{"from": "2", "to": "3"}).text

    assert versions[0] | {"version": 4} == versions[1]
    assert "Both say the same" in compared
    assert "Removed" in differing
    assert "Un café" not in compared


def test_a_shop_manager_sees_nothing_of_the_editor(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.SHOP_MANAGER) as manager:
        path = uploaded(owner)

        assert manager.get("/programme").status_code == 403
        assert manager.post(f"{path}/publish", when="now").status_code == 403
