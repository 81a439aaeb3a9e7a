"""A programme of two hundred rules as a merchant's file holds it: every kind of condition and effect, often.

Written as JSON values, since that is what comes from outside.
"""

import itertools
import json
from collections.abc import Iterator

from fidpos.rules.registry import EFFECTS

RULES = 200

Json = dict[str, object]

TITLE: Json = {"fr": "Une règle de l'enseigne", "en": "A rule of the merchant"}
TEXT: Json = {"fr": "Offrez le café de bienvenue.", "en": "Offer the welcome coffee."}
ID = "00000000-0000-0000-0000-0000000000{:02}"
QUARTER: Json = {"kind": "days", "count": 90}
YEAR: Json = {"kind": "months", "count": 12}
BREAD: Json = {"only": {"categories": ["bread", "pastry"]}, "excluding": {"brands": ["guest"]}}
AT_LEAST_5: Json = {"at_least": 5}
AT_LEAST_20_EUROS: Json = {"at_least": 2000}

CONDITION_FIELDS: dict[str, Json] = {
    "age": {"bounds": {"at_least": 60}},
    "amount": {"bounds": AT_LEAST_20_EUROS, "scope": BREAD},
    "anniversary": {"who": ["member", "child"], "days_before": 7, "days_after": 7},
    "average_basket": {"window": QUARTER, "bounds": AT_LEAST_20_EUROS},
    "balance": {"counter": "points", "bounds": {"at_least": 100, "below": 500}},
    "bought": {"window": YEAR, "bounds": AT_LEAST_5, "scope": BREAD},
    "card_medium": {"media": ["contactless", "chip"], "trust_at_least": 1},
    "channel": {"channels": ["counter"]},
    "code_entered": {"codes": ["SPRING", "SUMMER", "AUTUMN", "WINTER"]},
    "consent": {"channels": ["email"]},
    "contains": {"scope": BREAD},
    "dates": {"first": "2026-11-01", "last": "2026-12-31"},
    "days_since_enrolment": {"bounds": {"at_most": 30}},
    "days_since_visit": {"bounds": {"at_least": 90}},
    "drawn_by_lot": {"chance_ppm": 10_000},
    "every_n_visits": {"n": 10},
    "exceptional_dates": {"days": ["2026-12-24", "2026-12-31"]},
    "first_visit": {},
    "held_out": {},
    "hours": {"start": "08:00", "end": "11:30"},
    "label": {"labels": ["press", "neighbour"]},
    "member": {"members": [ID.format(7), ID.format(8)]},
    "months": {"months": ["january", "july"]},
    "nth_visit": {"n": 3, "window": QUARTER},
    "points_earned": {"counter": "points", "window": YEAR, "bounds": {"above": 1000}},
    "quantity": {"bounds": {"at_least": 3000}, "scope": BREAD},
    "revenue": {"window": YEAR, "bounds": {"at_least": 50_000}},
    "rule_used": {"rule": "rule_000", "window": QUARTER, "bounds": {"at_most": 2}},
    "shop": {"shops": [ID.format(n) for n in range(10, 30)]},
    "tier": {"tiers": ["silver", "gold"]},
    "till": {"tills": [ID.format(n) for n in range(30, 34)]},
    "visits": {"window": QUARTER, "bounds": AT_LEAST_5},
    "voucher_held": {},
    "weekday": {"days": ["tuesday", "thursday"]},
}
"""By code, what a condition of that kind says."""

HOLDING = ("all", "any", "none")
"""Conditions that hold others."""

EFFECT_FIELDS: dict[str, Json] = {
    "add_to_earned": {"counter": "points", "points": 5},
    "alert": {"text": TEXT, "on": "2026-12-24"},
    "amount_off": {"amount_minor": 300, "scope": BREAD},
    "amount_off_units": {"amount_minor": 50, "pick": "cheapest", "scope": BREAD},
    "buy_x_get_y": {"buy": 2, "scope": BREAD},
    "cashback": {"counter": "cash", "share_ppm": 20_000, "scope": BREAD},
    "count": {},
    "earn_fixed": {"counter": "points", "points": 50},
    "earn_per_amount": {"counter": "points", "points": 1, "per_minor": 100, "scope": BREAD},
    "earn_per_line": {"counter": "points", "points": 1, "scope": BREAD},
    "earn_per_unit": {"counter": "points", "points": 2, "scope": BREAD},
    "free_article": {"scope": {"only": {"articles": ["coffee"]}}},
    "gift": {"title": TITLE, "worth_minor": 250},
    "gift_choice": {"options": [{"code": code, "title": TITLE} for code in ("tea", "coffee", "juice")]},
    "message": {"text": TEXT},
    "multiply_earned": {"counter": "points", "factor_ppm": 2_000_000},
    "percent_off": {"share_ppm": 100_000, "scope": BREAD, "cap_minor": 1500},
    "percent_off_units": {"share_ppm": 500_000, "pick": "cheapest", "scope": BREAD},
    "service": {"title": TITLE},
    "tier_down": {},
    "tier_up": {},
    "unit_price": {"price_minor": 100, "scope": BREAD},
    "voucher": {"title": TITLE, "effect": {"type": "amount_off", "amount_minor": 500}},
}
"""By code, what an effect of that kind says; the one that only rewards have is in none."""


def programme_json() -> bytes:
    """The file."""
    title = {"title": TITLE}
    return json.dumps(
        {
            "version": 1,
            "name": "Two hundred rules",
            "currency": "EUR",
            "control_ppm": 50_000,
            "counters": [
                {"code": "points", **title, "expiry": {"kind": "months", "count": 24}},
                {"code": "cash", **title, "unit": "money"},
            ],
            "tiers": [
                {"code": code, **title, "threshold": n * 1000}
                for n, code in enumerate(("bronze", "silver", "gold"))
            ],
            "groups": [{"code": f"group_{n}", "choice": "best" if n % 2 else "first"} for n in range(8)],
            "rules": list(itertools.islice(_rules(), RULES)),
            "rewards": [
                {
                    "code": f"reward_{n}",
                    **title,
                    "counter": "points",
                    "cost": 100 * n,
                    "effect": {"type": "amount_off_per_block", "amount_minor": 100},
                }
                for n in range(1, 21)
            ],
        }
    ).encode()


def _rules() -> Iterator[Json]:
    """Effects and conditions in turn; their numbers have no common factor, so the pairs are always others."""
    effects = itertools.cycle(EFFECT_FIELDS)
    conditions = itertools.cycle(_conditions())
    for number, (code, when) in enumerate(zip(effects, conditions, strict=False)):
        phase = min(phase.value for phase in EFFECTS[code].phases)
        rule: Json = {
            "code": f"rule_{number:03}",
            "title": TITLE,
            "phase": phase,
            "priority": number,
            "when": when,
            "effects": [{"type": code, **EFFECT_FIELDS[code]}],
        }
        if number % 5 == 0:
            rule["limits"] = {"per_day": 1, "per_month": 4}
        yield rule


def _conditions() -> list[Json]:
    """One of each kind, alone and within each of the kinds that hold others."""
    alone: list[Json] = [{"type": code, **fields} for code, fields in CONDITION_FIELDS.items()]
    held: list[Json] = [
        {"type": code, "of": [first, second, {"type": "none", "of": [third]}]}
        for code, (first, second, third) in zip(
            itertools.cycle(HOLDING), zip(alone, alone[7:], alone[17:], strict=False), strict=False
        )
    ]
    return [*alone, *held]
