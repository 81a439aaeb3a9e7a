"""The power fails while somebody is enrolled, a file is changed, a visit is corrected, the day is closed."""

from pathlib import Path

import pytest

from tests.helpers.announced import Dying, Survived
from tests.helpers.desk_victim import ACTS, SAME_EVERY
from tests.helpers.desk_witness import DeskWitness, cut_power
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim, was_killed

ROUNDS = 20
AT_WORK_S = 0.1
MEMBERS = 40
"""More than an act has moments: each life serves another member."""

WHOLE = {
    "enrol": ("MemberEnrolled", "CardLinked", "ConsentStated", "ConsentStated"),
    "complete": ("MemberProfileChanged",),
    "household": ("MemberProfileChanged",),
    "correct_amount": ("VisitVoided", "VisitClosed"),
    "correct_member": ("VisitVoided", "VisitClosed"),
    "refund": ("VisitRefunded",),
    "void": ("VisitVoided",),
    "close_day": ("DayClosed",),
    "pay_with_gift_card": ("GiftCardMoved", "VisitClosed"),
}


def kill_before(statement: int, act: str, witness: DeskWitness) -> Dying | Survived:
    """One life of the till, which does the act for somebody of its own."""
    numbers = ("--number", str(SAME_EVERY * statement), "--die-before", str(statement))
    with Victim("tests.helpers.desk_victim", str(witness.shop.folder.root), act, *numbers) as till:
        status = till.end()
    witness.examine(till.lines)
    last = till.lines[-1]
    assert isinstance(last, Dying | Survived), last
    assert was_killed(status) or isinstance(last, Survived)
    return last


@pytest.mark.parametrize("act", ACTS)
def test_a_power_cut_before_any_write_leaves_the_whole_act_or_nothing(act: str, tmp_path: Path) -> None:
    witness = DeskWitness(shop=found_shop(tmp_path / "shop", members=SAME_EVERY * MEMBERS))
    fatal: list[str] = []

    while isinstance(last := kill_before(len(fatal) + 1, act, witness), Dying):
        fatal.append(last.statement)
        assert len(fatal) < MEMBERS

    assert last.statements == len(fatal)
    assert witness.told == {WHOLE[act]}
    # Nothing was there until the first COMMIT, everything from there on.
    commit = fatal.index("COMMIT")
    assert (witness.given_up, witness.unannounced) == (commit + 1, len(fatal) - commit - 1)


def test_twenty_power_cuts_at_any_moment_leave_no_act_by_half(tmp_path: Path) -> None:
    witness = DeskWitness(shop=found_shop(tmp_path / "shop", members=13))

    cut_power(witness, rounds=ROUNDS, at_work_s=AT_WORK_S)

    assert witness.announced > 0
    assert witness.told <= set(WHOLE.values())
