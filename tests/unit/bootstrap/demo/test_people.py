"""Invented people."""

from random import Random

import pytest

from fidpos.bootstrap.demo import people
from fidpos.bootstrap.demo.names import FAMILIES, MEN, WOMEN
from fidpos.domain.clock import utc
from fidpos.domain.member import Profile, Relation, clean_name

FICTION = {"3363998", "3319900", "3326191", "3335301", "3346571", "3353649"}


@pytest.fixture(scope="module")
def crowd() -> list[Profile]:
    rng = Random(1)
    return [people.person(rng, number, utc(2025, 1, 1)) for number in range(2_000)]


def test_every_name_is_one_that_the_till_would_store_unchanged(crowd: list[Profile]) -> None:
    for profile in crowd:
        assert clean_name(profile.given_name) == profile.given_name != ""
        assert clean_name(profile.family_name) == profile.family_name != ""


@pytest.mark.parametrize("names", [WOMEN, MEN, FAMILIES])
def test_no_name_stands_twice_in_its_list(names: tuple[str, ...]) -> None:
    assert len(set(names)) == len(names) > 50


def test_every_telephone_lies_in_a_range_kept_free_for_fiction() -> None:
    for number in range(people.PHONES):
        phone = people.phone(number)
        assert phone[1:8] in FICTION
        assert len(phone) == 12


def test_sixty_thousand_people_have_numbers_of_their_own() -> None:
    assert len({people.phone(number) for number in range(60_000)}) == 60_000
    assert people.phone(60_000) == people.phone(0)


def test_families_are_as_one_expects_them(crowd: list[Profile]) -> None:
    families = [profile.household for profile in crowd if profile.household]
    spouses = [sum(each.relation is Relation.SPOUSE for each in family) for family in families]

    assert 0.3 < len(families) / len(crowd) < 0.5
    assert max(spouses) == 1
    assert max(len(family) for family in families) <= 5
    ids = [each.id for family in families for each in family]
    assert len(set(ids)) == len(ids)


def test_some_leave_things_out(crowd: list[Profile]) -> None:
    for value in ("phone", "birthday", "birth_year"):
        given = sum(bool(getattr(profile, value)) for profile in crowd)
        assert 0 < given < len(crowd)
