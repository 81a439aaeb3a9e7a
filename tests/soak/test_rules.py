"""The engine against the reference evaluator, for a hundred thousand pairs of a programme and a visit."""

from tests.unit.rules.test_against_reference import PAIRS, compare

ALL_NIGHT = 100_000


def test_a_hundred_thousand_programmes_give_what_the_reference_gives() -> None:
    found = [each for number in range(PAIRS, ALL_NIGHT) for each in compare(number)]

    print(f"{ALL_NIGHT - PAIRS} pairs of a programme and a visit, {len(found)} differences")
    assert found == []
