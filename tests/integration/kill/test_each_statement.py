"""The power fails before each statement between Enter and the announcement, one after the other."""

import re
from pathlib import Path

from tests.helpers.announced import Dying, Survived
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim, was_killed
from tests.helpers.witness import Witness

STATEMENTS_MAX = 60
TABLE = re.compile(r"(?:INSERT INTO|(?<!DO )UPDATE|DELETE FROM) (\w+)")
WRITTEN = {
    "journal",
    "visits",
    "ledger_entries",
    "lots",
    "lot_allocations",
    "balances",
    "day_aggregates",
    "lifetimes",
    "rule_uses",
    "tier_history",
    "members",
    "draft",
}
"""Every table that a visit with everything changes."""


def kill_before(statement: int, witness: Witness, scratch: Path) -> Dying | Survived:
    """One life of the till, which first finishes the visit of the life before."""
    arguments = (str(witness.shop.folder.root), "--die-before", str(statement))
    with Victim("tests.helpers.headless_till", *arguments) as till:
        status = till.end()
    witness.hear(till.lines)
    witness.examine(scratch)
    last = till.lines[-1]
    assert isinstance(last, Dying | Survived)
    assert was_killed(status) or isinstance(last, Survived)
    return last


def test_a_power_cut_before_any_statement_of_a_closing_leaves_the_whole_visit_or_none_of_it(
    tmp_path: Path,
) -> None:
    witness = Witness(shop=found_shop(tmp_path / "shop", members=4 * STATEMENTS_MAX))
    fatal: list[str] = []

    while isinstance(last := kill_before(len(fatal) + 1, witness, tmp_path), Dying):
        fatal.append(last.statement)

    assert last.statements == len(fatal)
    begin, commit = fatal.index("BEGIN IMMEDIATE"), fatal.index("COMMIT")
    assert set(TABLE.findall(" ".join(fatal[begin:commit]))) == WRITTEN
    # Until COMMIT the visit was back as a draft; from there on it was recorded, though nobody had been told.
    assert witness.restored == commit + 1
    assert len(witness.unannounced) == len(fatal) - commit - 1 > 0
