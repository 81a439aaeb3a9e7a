"""What a step expects, beside what is so: everything that differs is told, and nothing else."""

from typing import Any

import pytest

from fidpos.bootstrap.story.differences import differences
from fidpos.bootstrap.story.format import Expected
from fidpos.bootstrap.story.state import StepState

STATE = StepState(
    discount="2.00",
    due="21.50",
    earned={"points": 21},
    spent={},
    balance={"points": 21, "stamps": 0},
    tier="gold",
    vouchers_given=("large",),
    vouchers_held=("large", "large"),
    gifts=(),
    fired=("base",),
    not_fired=("treat", "spring"),
    messages=("Merci",),
    refused="",
)


def told(**expected: Any) -> list[tuple[str, object, object]]:
    found = differences(Expected(**expected), STATE, path="p", messages=["Merci", "Thank you"])
    return [(difference.path, difference.wanted, difference.got) for difference in found]


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"discount": "2", "due": "21.5"},
        {"earned": {"points": 21}, "spent": {"points": 0}, "balance": {"stamps": 0}},
        {"tier": "gold", "refused": ""},
        {"vouchers_held": ("large", "large"), "gifts": ()},
        {"fired": (), "not_fired": ("spring",)},
        {"messages": ("erci", "Thank")},
    ],
)
def test_what_is_as_expected_or_not_named_is_no_difference(expected: dict[str, Any]) -> None:
    assert told(**expected) == []


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"discount": "2.01"}, ("p.discount", "2.01", "2.00")),
        ({"earned": {"stamps": 1}}, ("p.earned.stamps", 1, 0)),
        ({"balance": {"points": 20}}, ("p.balance.points", 20, 21)),
        ({"tier": ""}, ("p.tier", "", "gold")),
        ({"vouchers_held": ("large",)}, ("p.vouchers_held", ["large"], ["large", "large"])),
        ({"gifts": ("treat",)}, ("p.gifts", ["treat"], [])),
        ({"fired": ("base", "treat")}, ("p.fired", ["treat"], ["base"])),
        ({"not_fired": ("base",)}, ("p.not_fired", ["base"], ["treat", "spring"])),
        ({"messages": ("Adieu",)}, ("p.messages", "Adieu", ["Merci", "Thank you"])),
        ({"refused": "already"}, ("p.refused", "already", "")),
    ],
)
def test_what_differs_is_told_with_path_wanted_and_got(
    expected: dict[str, Any], difference: tuple[str, object, object]
) -> None:
    assert told(**expected) == [difference]
