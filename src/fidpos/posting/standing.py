"""The tier that a member holds again once a visit which had changed it is undone, whole or in part.

Visits are undone in any order. A standing is taken back only while it is the current one: whatever was
reached after it stays. What then returns is never the standing of a visit that is gone itself.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from fidpos.domain.ids import VisitId
from fidpos.domain.member import TierStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChange:
    """A line of a member's tier history, which tells first what a visit gave and then that it was taken back.

    Attributes:
        standing: None for no tier.
        visit_id: None for what came from elsewhere.
    """

    standing: TierStanding | None
    visit_id: VisitId | None = None


def standing_back(
    history: Iterable[TierChange], visit_id: VisitId, *, gone: Container[VisitId], day: date
) -> TierStanding | None:
    """The standing that returns when that of the visit is undone; None when the member does not hold it.

    Args:
        history: of the member, oldest first.
        visit_id: of the visit.
        gone: visits of which nothing is left.
        day: of the visit, for a standing that is none: its code is empty.
    """
    left: list[TierChange] = []
    seen: set[VisitId] = set()
    for change in history:
        if change.visit_id is None:
            left.append(change)
        elif change.visit_id in seen:
            left = [each for each in left if each.visit_id != change.visit_id]
        elif change.visit_id not in gone:
            left.append(change)
        if change.visit_id is not None:
            seen.add(change.visit_id)
    if not left or left[-1].visit_id != visit_id:
        return None
    before = left[-2].standing if len(left) > 1 else None
    return before or TierStanding(code="", since=day)
