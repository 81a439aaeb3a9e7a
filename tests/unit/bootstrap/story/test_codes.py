"""A story that names what the programme does not have is refused before it is played."""

from typing import Any

import pytest

from fidpos.bootstrap.story.codes import check_codes
from fidpos.domain.errors import InvalidValue
from tests.unit.bootstrap.story.club import ANNE, BOB, club, story, visit


@pytest.mark.parametrize(
    ("told", "path"),
    [
        (visit(rewards=["tea"]), "steps[0].rewards"),
        (visit(refuse=["coffee"]), "steps[0].refuse"),
        (visit(vouchers=["tea"]), "steps[0].vouchers"),
        (visit(gifts={"tea": "x"}), "steps[0].gifts"),
        (visit(expect={"balance": {"miles": 1}}), "steps[0].expect.balance"),
        (visit(expect={"tier": "iron"}), "steps[0].expect.tier"),
        (visit(expect={"fired": ["coffee"]}), "steps[0].expect.fired"),
        (visit(expect={"vouchers_held": ["tea"]}), "steps[0].expect.vouchers_held"),
    ],
)
def test_codes_that_the_programme_does_not_have_are_refused(told: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_codes(story(told), club())

    assert caught.value.params["path"] == path


def test_the_tier_of_a_member_is_one_of_the_programme_s() -> None:
    with pytest.raises(InvalidValue) as caught:
        check_codes(story(visit(), members=[ANNE, BOB | {"tier": "iron"}]), club())

    assert caught.value.params["path"] == "members[1].tier"
