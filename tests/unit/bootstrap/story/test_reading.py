"""Stories that make no sense, or want to exhaust the program, are refused with a path and a sentence."""

import json
from datetime import time
from typing import Any

import pytest

from fidpos.bootstrap.story.format import LookStep, StoryShop, VisitStep
from fidpos.bootstrap.story.reading import STORY_BYTES_MAX, story_from_json, story_schema
from fidpos.domain.errors import InvalidValue
from tests.unit.bootstrap.story.club import ANNE, raw, step, story, visit

LATER = "2026-03-09T10:00"


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidValue) as caught:
        story_from_json(content)
    return caught.value.params["path"], caught.value.params["reason"]  # type: ignore[return-value]


def test_a_story_is_read_as_it_is_written() -> None:
    told = story(visit(), step("look", "anne"), shop={"zone": "Indian/Reunion", "day_begins": "04:00"})

    assert told.shop == StoryShop(zone="Indian/Reunion", day_begins=time(4))
    assert [type(one) for one in told.steps] == [VisitStep, LookStep]


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([], "steps"),
        ([{}], "steps[0]"),
        ([visit() | {"void": "v1"}], "steps[0]"),
        ([visit(colour="blue")], "steps[0].colour"),
        ([visit(member="zoe")], "steps[0].member"),
        ([visit(served_by="zoe")], "steps[0].served_by"),
        ([step("look", "zoe")], "steps[0].look"),
        ([visit(), visit()], "steps[1].visit"),
        (
            [visit(), step("credit", "v1", member="bob", ticket="T", bought_at=LATER, amount="1")],
            "steps[1].credit",
        ),
        ([visit(), step("correct", member="zoe")], "steps[1].member"),
        ([step("refund", "v1")], "steps[0].refund"),
        ([step("void", "v1")], "steps[0].void"),
        ([step("correct", "v1", amount="1")], "steps[0].correct"),
        ([visit(at=LATER), visit("v2")], "steps[1].at"),
        ([visit(at="2026-01-09T23:59")], "steps[0].at"),
        ([visit(at="2026-02-30T10:00")], "steps[0].at"),
        ([visit(at="2026-03-29T02:30")], "steps[0].at"),
        ([visit(at="0001-01-01T00:00")], "steps[0].at"),
        ([visit(at="9999-12-31T23:59")], "steps[0].at"),
        ([visit(at="2026-03-01 10:00")], "steps[0].at"),
        (
            [step("credit", "c", member="bob", ticket="T", bought_at="2026-02-30T10:00", amount="1")],
            "steps[0].bought_at",
        ),
        ([visit(amount="1.234")], "steps[0].amount"),
        ([visit(amount="-1")], "steps[0].amount"),
        ([visit(amount="1e9")], "steps[0].amount"),
        ([visit(amount="NaN")], "steps[0].amount"),
        ([visit() | {"amount": 1.5}], "steps[0].amount"),
        ([visit(lines=[])], "steps[0]"),
        ([visit() | {"lines": [{"amount": "1"}]}], "steps[0]"),
        ([visit(lines=[{"amount": "-1.00"}])], "steps[0].lines"),
        ([visit(lines=[{"amount": "1.001"}])], "steps[0].lines[0].amount"),
        ([visit(lines=[{"amount": "1", "category": "a//b"}])], "steps[0].lines[0].category"),
        ([visit(lines=[{"amount": "1", "price": "1"}])], "steps[0].lines[0].price"),
        ([visit(gift_card="30.01")], "steps[0].gift_card"),
        ([visit(gift_card="0.001")], "steps[0].gift_card"),
        ([visit(trust=4)], "steps[0].trust"),
        ([visit(), step("refund", amount="1", lines=[0])], "steps[1]"),
        ([visit(), step("refund", amount="0.001")], "steps[1].amount"),
        ([visit(), step("correct")], "steps[1]"),
        ([visit(), step("correct", amount="1", member="bob")], "steps[1]"),
        ([visit(expect={"due": "1.001"})], "steps[0].expect.due"),
        ([visit(expect={"earned": {"points": "1"}})], "steps[0].expect.earned.points"),
        ([visit(expect={"happy": True})], "steps[0].expect.happy"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_with_its_path(steps: list[dict[str, Any]], path: str) -> None:
    found, reason = refused(raw(*steps))

    assert found == path
    assert reason


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"format": 2}, "format"),
        ({"moral": "none"}, "moral"),
        ({"title": {"fr": "x"}}, "title.en"),
        ({"members": []}, "members"),
        ({"members": [ANNE, ANNE]}, "members[1].name"),
        ({"members": [ANNE | {"name": "Anne"}]}, "members[0].name"),
        ({"members": [ANNE | {"enrolled_on": "1066-10-14"}]}, "members[0].enrolled_on"),
        ({"members": [ANNE | {"birthday": "02-30"}]}, "members[0].birthday"),
        ({"members": [ANNE | {"spouse": "13-01"}]}, "members[0].spouse"),
        ({"members": [ANNE | {"children": ["02-29", "00-10"]}]}, "members[0].children[1]"),
        ({"members": [ANNE | {"days": {"wedding": "06-31"}}]}, "members[0].days.wedding"),
        ({"members": [ANNE | {"consents": ["pigeon"]}]}, "members[0].consents[0]"),
        ({"shop": {"zone": "Mars/Olympus"}}, "shop.zone"),
        ({"shop": {"zone": "../../../etc/passwd"}}, "shop.zone"),
        ({"shop": {"zone": "Europe"}}, "shop.zone"),
        ({"shop": {"currency": "ZZZ"}}, "shop.currency"),
        ({"shop": {"day_begins": "24:00"}}, "shop.day_begins"),
    ],
)
def test_a_shop_or_member_that_makes_no_sense_is_refused_with_its_path(
    more: dict[str, Any], path: str
) -> None:
    found, reason = refused(raw(visit(), **more))

    assert found == path
    assert reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"steps":' * 50_000,
        b'{"format": 1, "steps": NaN}',
        b" " * (STORY_BYTES_MAX + 1),
        b"0" * 10_000_000,
    ],
    ids=["empty", "binary", "list", "null", "deep", "deep objects", "nan", "large", "huge"],
)
def test_what_is_no_story_at_all_is_refused_as_a_whole(content: bytes) -> None:
    assert refused(content)[0] == "$"


def test_too_many_steps_are_refused() -> None:
    steps = [step("look", "anne") for _ in range(1001)]

    assert refused(raw(*steps)) == ("steps", "must have 1 to 1000 items")


def test_the_schema_describes_every_kind_of_step() -> None:
    definitions = json.loads(json.dumps(story_schema()))["$defs"]

    kinds = [
        each["$ref"].rpartition("/")[2]
        for each in definitions["Story"]["properties"]["steps"]["items"]["oneOf"]
    ]
    assert kinds == ["VisitStep", "RefundStep", "VoidStep", "CorrectStep", "CreditStep", "LookStep"]
    assert all(definitions[kind]["additionalProperties"] is False for kind in kinds)
