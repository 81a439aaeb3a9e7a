"""Two groups compared."""

from random import Random

from fidpos.server.services.figures.comparing import Group, difference


def group(paid: list[int]) -> Group:
    return Group(members=len(paid), total_minor=sum(paid), squares_minor=sum(each * each for each in paid))


def test_the_interval_is_that_of_a_computation_by_hand() -> None:
    """Means 30 and 20, variances 100/99 x 100 each: the error of the difference is sqrt(2 x 100/99)."""
    served, held_out = group([20, 40] * 50), group([10, 30] * 50)

    found = difference(served, held_out)

    assert found is not None
    assert found.mean_minor == 10
    assert abs(found.high_minor - 10 - 1.959964 * (2 * 100 / 99) ** 0.5) < 1e-9
    assert abs(found.low_minor + found.high_minor - 20) < 1e-9
    assert found.is_shown


def test_of_groups_that_do_not_differ_nineteen_of_twenty_show_nothing() -> None:
    random = Random(5)
    shown = 0
    for _ in range(400):
        paid = [random.randint(0, 10_000) for _ in range(400)]
        found = difference(group(paid[:300]), group(paid[300:]))
        assert found is not None
        shown += found.is_shown

    assert 8 <= shown <= 34


def test_a_group_of_a_few_says_nothing() -> None:
    assert difference(group([1, 2] * 50), group([1] * 29)) is None
