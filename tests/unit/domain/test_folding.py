"""What a name or a number becomes before it is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.folding import (
    after_prefix,
    family_first,
    fold,
    fold_phone,
    given_first,
    looks_like_phone,
    mask_phone,
)
from fidpos.domain.member import Profile


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Dupont", "dupont"),
        ("Jean-Noël D'Œuvre", "jean noel d oeuvre"),
        ("  Le   Gall ", "le gall"),
        ("STRAẞE", "strasse"),
        ("Łódź", "lodz"),
        ("Nguyễn", "nguyen"),
        ("Ἀθηνᾶ", "αθηνα"),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_a_name_can_be_begun_from_either_side() -> None:
    profile = Profile(given_name="Anne-Marie", family_name="Le Goff")

    assert family_first(profile) == "le goff anne marie"
    assert given_first(profile) == "anne marie le goff"


def test_a_missing_name_leaves_no_blank() -> None:
    profile = Profile(given_name="", family_name="Zola")

    assert (family_first(profile), given_first(profile)) == ("zola", "zola")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+33 6 39 98 02 02", "33639980202"),
        ("06 39 98", "3363998"),
        ("0033 6", "336"),
        ("00", ""),
        ("+32 475", "32475"),
        ("639", "639"),
        ("0", "33"),
    ],
)
def test_a_number_is_compared_with_its_country(typed: str, digits: str) -> None:
    assert fold_phone(typed) == digits


@pytest.mark.parametrize("typed", ["06", "+33 6", "06.39-98/02 (02)"])
def test_digits_are_a_phone_number(typed: str) -> None:
    assert looks_like_phone(typed)


@pytest.mark.parametrize("typed", ["", " ", "+", "d06", "06a"])
def test_anything_else_is_a_name(typed: str) -> None:
    assert not looks_like_phone(typed)


@given(st.text(max_size=5), st.text(max_size=5))
def test_what_begins_with_a_prefix_lies_before_its_end(prefix: str, rest: str) -> None:
    if "\U0010ffff" not in rest:
        assert prefix <= prefix + rest < after_prefix(prefix)


def test_a_phone_number_is_masked_to_its_last_two_digits() -> None:
    assert mask_phone("+33639980202") == "•• •• •• 02"
    assert mask_phone("") == ""
