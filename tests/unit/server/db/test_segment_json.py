"""Segments as JSON: whatever is built comes back, and nothing else gets in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.db.segment_json import segment_from_json, segment_to_json
from fidpos.server.services.segments.segment import (
    CONDITIONS_MAX,
    VALUES_MAX,
    Among,
    FlagField,
    Group,
    ListField,
    Marked,
    SegmentRefused,
    checked,
    shops_of,
)
from tests.helpers.centre_office import SHOP
from tests.helpers.segment_strategies import segments

_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(segment=segments)
def test_any_segment_comes_back_from_json(segment: Group) -> None:
    assert segment_from_json(segment_to_json(segment)) == segment


@given(told=_anything)
def test_anything_else_is_refused(told: object) -> None:
    with pytest.raises(SegmentRefused):
        segment_from_json(json.dumps(told))


@pytest.mark.parametrize(
    "told",
    [
        '{"type": "group", "join": "all"}',
        '{"type": "group", "join": "xor", "parts": []}',
        '{"type": "group", "join": "all", "parts": [{"type": "sql", "text": "true"}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "marked", "field": "password_hash"}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "marked", "field": "email", "more": 1}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "between", "field": "age"}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "between", "field": "age", "least": -1}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "between", "field": "age", "least": 1e3}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "among", "field": "shop", "values": ["1"]}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "among", "field": "tier", "values": ["\\t"]}]}',
        '{"type": "group", "join": "all", "parts": [{"type": "marked", "field": "email", "holds": 1}]}',
        '{"type": "marked", "field": "email"}',
        "[" * 10_000,
        '{"type": "group", "join": "all", "parts": ' * 60 + "[]" + "}" * 60,
        " " * 70_000,
    ],
)
def test_what_is_hostile_is_refused(told: str) -> None:
    with pytest.raises(SegmentRefused):
        segment_from_json(told)


def test_a_segment_is_bounded_in_depth_size_and_values() -> None:
    deep = Group(parts=(Group(parts=(Group(parts=(Group(),)),)),))
    wide = Group(parts=(Marked(field=FlagField.EMAIL),) * CONDITIONS_MAX)
    values = tuple(str(number) for number in range(VALUES_MAX + 1))

    assert checked(deep) is deep
    assert checked(wide) is wide
    for beyond in (
        Group(parts=(deep,)),
        Group(parts=(*wide.parts, Marked(field=FlagField.EMAIL))),
        Group(parts=(Among(field=ListField.CITY, values=values),)),
        Group(parts=(Among(field=ListField.CITY, values=()),)),
    ):
        with pytest.raises(SegmentRefused):
            checked(beyond)


def test_the_shops_that_a_segment_names_are_known() -> None:
    segment = Group(parts=(Group(parts=(Among(field=ListField.SHOP, values=(str(SHOP),)),)),))

    assert shops_of(segment) == {SHOP}
