"""What the effects that earn have in common: their own cap, the rule's, and what multipliers multiply."""

from fidpos.rules.effect import NOTHING
from fidpos.rules.working import Working

CAP = "cap_points"


def credit(working: Working, owner: str, counter: str, amount: int, cap_points: int | None) -> str:
    """Earn an amount that multipliers multiply, as far as the caps allow.

    Returns:
        What an act answers.
    """
    if amount <= 0:
        return NOTHING
    wanted = amount if cap_points is None else min(amount, cap_points)
    given, answer = working.earn(counter, owner, wanted)
    working.multipliable[counter] = working.multipliable.get(counter, 0) + given
    return answer or ("" if wanted == amount else CAP)
