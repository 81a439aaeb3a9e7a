"""A small club and its stories: two counters, a voucher from 100 €, two rewards, a code, gifts to choose."""

import json
from typing import Any

from fidpos.bootstrap.story.format import Story
from fidpos.bootstrap.story.play import StepResult, play
from fidpos.bootstrap.story.reading import story_from_json
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme

ANNE = {"name": "anne", "enrolled_on": "2026-01-10"}
BOB = {"name": "bob", "enrolled_on": "2026-01-10"}


def title(text: str) -> dict[str, str]:
    return {"fr": f"{text} (fr)", "en": f"{text} (en)"}


def rule(code: str, phase: str, *effects: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "title": title(code), "phase": phase, "effects": list(effects), **more}


CLUB: dict[str, Any] = {
    "version": 1,
    "name": "Club",
    "currency": "EUR",
    "counters": [
        {"code": "points", "title": title("Points"), "expiry": {"kind": "months", "count": 12}},
        {"code": "stamps", "title": title("Stamps")},
    ],
    "tiers": [{"code": "gold", "title": title("Gold"), "threshold": 200}],
    "rules": [
        rule(
            "spring",
            "basket",
            {"type": "percent_off", "share_ppm": 100_000},
            when={"type": "code_entered", "codes": ["SPRING"]},
        ),
        rule(
            "base", "earning", {"type": "earn_per_amount", "counter": "points", "points": 1, "per_minor": 100}
        ),
        rule("stamp", "earning", {"type": "earn_fixed", "counter": "stamps", "points": 1}),
        rule(
            "large",
            "after",
            {
                "type": "voucher",
                "title": title("Five"),
                "effect": {"type": "amount_off", "amount_minor": 500},
                "least_minor": 1000,
            },
            {"type": "message", "text": title("Merci")},
            when={"type": "amount", "bounds": {"at_least": 10_000}},
        ),
        rule(
            "treat",
            "after",
            {
                "type": "gift_choice",
                "options": [{"code": "tea", "title": title("Tea")}, {"code": "cake", "title": title("Cake")}],
            },
            when={"type": "anniversary", "who": ["child"]},
        ),
    ],
    "rewards": [
        {
            "code": "coffee",
            "title": title("Coffee"),
            "counter": "points",
            "cost": 20,
            "per_visit_max": 2,
            "effect": {"type": "gift", "title": title("Coffee")},
        },
        {
            "code": "five",
            "title": title("Five"),
            "counter": "points",
            "cost": 50,
            "effect": {"type": "amount_off", "amount_minor": 500},
        },
    ],
}


def club(**changes: Any) -> Programme:
    return programme_from_json(json.dumps({**CLUB, **changes}).encode())


def story(*steps: dict[str, Any], **more: Any) -> Story:
    return story_from_json(raw(*steps, **more))


def raw(*steps: dict[str, Any], **more: Any) -> bytes:
    told = {"format": 1, "members": [ANNE, BOB], "steps": list(steps), **more}
    return json.dumps(told).encode()


def visit(
    name: str = "v1", amount: str = "30.00", at: str = "2026-03-01T10:00", **more: Any
) -> dict[str, Any]:
    bought = {} if "lines" in more else {"amount": amount}
    return {"visit": name, "at": at, "member": "anne", **bought, **more}


def step(act: str, name: str = "v1", at: str = "2026-03-02T10:00", **more: Any) -> dict[str, Any]:
    return {act: name, "at": at, **more}


def played(*steps: dict[str, Any], programme: Programme | None = None, **more: Any) -> list[StepResult]:
    return list(play(programme or club(), story(*steps, **more)))
