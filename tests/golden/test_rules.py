"""Facts and their evaluation as they are stored and exchanged: released bytes stay readable and the same.

`./dev golden` writes the files anew; look at what changed before you keep it.
"""

import json
import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.rules.codec import evaluation_to_json, facts_from_json, facts_to_json, programme_from_json
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.facts import Anniversary, CounterBalance, Facts, MemberFacts, RuleUse, VisitFacts, Who
from fidpos.rules.history import WindowValue

HERE = Path(__file__).parent / "rules"
PROGRAMME = HERE / "programme.json"

# A Gold member on a Tuesday morning: tenth visit, twins' birthday near (one was given for), five euros off.
FACTS = Facts(
    visit=VisitFacts(
        id=VisitId(UUID("019a8c3e-5b00-7000-8000-000000000001")),
        shop=ShopId(UUID("019a8c3e-5b00-7000-8000-000000000002")),
        till=TillId(UUID("019a8c3e-5b00-7000-8000-000000000003")),
        at=datetime(2026, 11, 24, 9, 30, 5, tzinfo=timezone(timedelta(hours=1))),
        business_day=date(2026, 11, 24),
        lines=(
            BasketLine(amount_minor=960, article="3017", label="Tarte", categories=("patisserie",)),
            BasketLine(
                amount_minor=280, quantity=2000, labels=frozenset({"promo", "bio"}), tax_rate_ppm=55_000
            ),
        ),
        medium=Medium.BARCODE,
        trust=Trust.SIGNED_STATIC,
        codes=("NOEL26",),
    ),
    member=MemberFacts(
        enrolled_on=date(2023, 3, 1),
        tier="or",
        tier_until=date(2027, 1, 31),
        labels=frozenset({"voisin", "presse"}),
        anniversaries=(
            Anniversary(who=Who.CHILD, person="child-1", day=DayMonth(day=26, month=11)),
            Anniversary(
                who=Who.CHILD, person="child-2", day=DayMonth(day=26, month=11), changed_on=date(2026, 2, 3)
            ),
        ),
    ),
    history=(
        WindowValue(key="points_earned/months-12", value=1284),
        WindowValue(key="visits/day", value=1),
        WindowValue(key="visits/lifetime", value=39),
    ),
    balances=(CounterBalance(counter="points", amount=1284),),
    uses=(
        RuleUse(
            rule="anniversaire_enfant", subject="child-1", total=3, this_year=1, last_on=date(2026, 11, 20)
        ),
    ),
    requested=("remise_5",),
    refused=frozenset({"bienvenue"}),
)


def golden(name: str, made: bytes) -> bytes:
    """The compact bytes that the golden file stands for; the file itself is laid out for people."""
    file = HERE / name
    if os.environ.get("FIDPOS_GOLDEN") == "rewrite":
        file.write_text(json.dumps(json.loads(made), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    laid_out = json.loads(file.read_text(encoding="utf-8"))
    return json.dumps(laid_out, ensure_ascii=False, separators=(",", ":")).encode()


def test_facts_are_stored_as_they_always_were() -> None:
    made = facts_to_json(FACTS)

    assert made == golden("facts.json", made)


def test_stored_facts_are_read_as_they_always_were() -> None:
    assert facts_from_json(golden("facts.json", facts_to_json(FACTS))) == FACTS


def test_the_evaluation_of_stored_facts_is_the_one_of_that_day() -> None:
    compiled = compile_programme(programme_from_json(PROGRAMME.read_bytes()))

    made = evaluation_to_json(evaluate(compiled, FACTS))

    assert made == golden("evaluation.json", made)
