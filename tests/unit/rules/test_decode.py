"""The shapes that only stories use; those of programmes and facts are tried by `test_codec`."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from fidpos.rules.decode import FAULTS_MAX, Refused, decode
from fidpos.rules.fields import Code, Points
from fidpos.rules.schema import schema_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    give: Code
    points: Mapping[Code, Points] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    take: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    acts: tuple[Given | Taken, ...]


def test_an_object_is_told_by_its_first_field() -> None:
    book = decode({"acts": [{"take": "a"}, {"points": {"stamps": 2}, "give": "b"}]}, Book)

    assert book == Book(acts=(Taken(take="a"), Given(give="b", points={"stamps": 2})))


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "acts[0]"),
        ({}, "acts[0]"),
        ({"give": "a", "take": "b"}, "acts[0]"),
        ({"take": "a", "points": {}}, "acts[0].points"),
        ({"give": "a", "points": []}, "acts[0].points"),
        ({"give": "a", "points": {"Stamps": 2}}, "acts[0].points.Stamps"),
        ({"give": "a", "points": {"stamps": 0}}, "acts[0].points.stamps"),
        ({"give": "a", "points": {f"c{n}": 1 for n in range(1001)}}, "acts[0].points"),
    ],
)
def test_what_fits_no_shape_is_refused_with_its_path(raw: object, path: str) -> None:
    with pytest.raises(Refused) as caught:
        decode({"acts": [raw]}, Book)

    assert caught.value.path == path


def test_every_fault_is_told_as_far_as_one_does_not_hide_another() -> None:
    acts = [{"give": "A", "points": {"stamps": 0, "visits": 1}}, {"take": "a"}, {}, {"take": 3}]

    with pytest.raises(Refused) as caught:
        decode({"acts": acts, "more": 1}, Book)

    paths = [each.path for each in caught.value.all]
    assert paths == ["acts[0].give", "acts[0].points.stamps", "acts[2]", "acts[3].take", "more"]


def test_of_very_many_faults_some_are_told() -> None:
    with pytest.raises(Refused) as caught:
        decode({"acts": [{}] * 5_000}, Book)

    assert len(caught.value.all) == FAULTS_MAX


def test_the_schema_says_the_same() -> None:
    schema = schema_of(Book, "acts")

    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    assert definitions["Book"]["properties"]["acts"]["items"] == {
        "oneOf": [{"$ref": "#/$defs/Given"}, {"$ref": "#/$defs/Taken"}]
    }
    points = definitions["Given"]["properties"]["points"]["anyOf"][0]
    assert (points["type"], points["maxProperties"]) == ("object", 1000)
    assert points["propertyNames"]["pattern"] == "^(?:[a-z][a-z0-9_]{0,39})$"
