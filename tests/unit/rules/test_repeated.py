"""A field that a JSON text names twice is refused with its path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.decode import Refused
from fidpos.rules.repeated import refuse_repeated_fields


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"a": 1, "b": 2, "a": 1}', "a"),
        ('{"rules": [{}, {"when": {"type": "all", "of": [], "type": "any"}}]}', "rules[1].when.type"),
        ('{"rules": {"x": 1, "x": 2}, "rules": 3}', "rules"),
        ('[1, [{"": 1, "": 2}]]', "[1][0]."),
    ],
)
def test_the_first_field_that_is_there_twice_is_named(text: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_repeated_fields(text.encode())

    assert (refused.value.path, refused.value.reason) == (path, "is there twice")


def test_the_same_name_in_two_objects_is_no_repetition() -> None:
    refuse_repeated_fields(b'{"a": {"code": 1}, "b": [{"code": 2}, {"code": 3}], "code": 4}')


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    )
)
def test_what_was_written_from_values_repeats_nothing(value: object) -> None:
    refuse_repeated_fields(json.dumps(value).encode())
