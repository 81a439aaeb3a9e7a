"""A marketer publishes a giveaway: what it would cost is known first, and a second person decides."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from fidpos.rules.codec import facts_to_json
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import OfficePlace, office_place
from tests.helpers.programme_drafts import body_of, hidden, published, uploaded
from tests.unit.rules.build import facts


@pytest.fixture
def place() -> Iterator[OfficePlace]:
    with office_place() as made:
        yield made


def versions(place: OfficePlace) -> list[int]:
    """Those that were published in the office."""
    found = place.rows("SELECT version FROM programmes WHERE version > 1 ORDER BY version")
    return [version for (version,) in found]


def visited(place: OfficePlace) -> None:
    """Somebody comes three times."""
    told = Happenings(place.clock)
    zoe = told.enrolled()
    place.office.tell(zoe, keys=told.keys)
    for _ in range(3):
        any_day = facts(2_000)
        today = replace(any_day, visit=replace(any_day.visit, business_day=told.today))
        place.office.tell(told.closed(zoe, facts=msgspec.Raw(facts_to_json(today))))
        place.clock.advance(3_600)


def test_a_costly_rule_needs_a_second_person_who_sees_what_it_costs(place: OfficePlace) -> None:
    visited(place)
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.MARKETER) as marketer:
        published(owner, uploaded(owner, "stamp_card"))
        owner.post("/programme/card", card_name="Club", costly_rule="0.01")
        path = uploaded(marketer, "boulangerie")
        untried = published(marketer, path)
        marketer.post(f"{path}/what-if")
        place.run_jobs()
        report = marketer.get(f"{path}/what-if").text
        waiting = marketer.follow(published(marketer, path)).text
        twice = published(marketer, path) if 'name="was"' in marketer.get(f"{path}/publish").text else None
        listed = owner.get("/approvals").text
        approval = place.rows("SELECT id FROM approvals")[0][0]
        page = owner.follow(owner.post(f"/approvals/{approval}/approve")).text

    assert untried.status_code == 409
    assert "Try this draft on past visits first" in untried.text
    assert "Cost of the draft" in report
    assert "a second person has to agree" in waiting
    assert twice is None
    assert "Its dearest rule would cost" in listed
    assert "Approved and done" in page
    assert versions(place) == [2, 3]


def test_what_was_changed_after_it_was_asked_for_is_not_published(place: OfficePlace) -> None:
    visited(place)
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.MARKETER) as marketer:
        published(owner, uploaded(owner, "stamp_card"))
        owner.post("/programme/card", card_name="Club", costly_rule="0.01")
        path = uploaded(marketer, "boulangerie")
        marketer.post(f"{path}/what-if")
        place.run_jobs()
        published(marketer, path)
        was = hidden(marketer.get(f"{path}/edit", at="name").text)
        marketer.post(f"{path}/edit", at="name", was=was, s="Another name")
        approval = place.rows("SELECT id FROM approvals")[0][0]
        answer = owner.post(f"/approvals/{approval}/approve")

        assert body_of(marketer, path)["name"] == "Another name"
    assert answer.status_code == 409
    assert versions(place) == [2]
    assert place.rows("SELECT outcome FROM approvals") == [(None,)]
