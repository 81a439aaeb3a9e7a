"""A veil over personal data: members are served by the end of their number, and found by nothing else.

Days of the household stay, since rewards hang on them; the counter shows none while the veil is drawn.
"""

from collections.abc import Callable
from dataclasses import replace

from fidpos.domain.member import Member, Relation
from fidpos.till.ports import MemberHit

_ENDING = 4


class Veil:
    """Drawn while `is_drawn` says so.

    Attributes:
        is_drawn: asked at each read.
    """

    def __init__(self) -> None:
        self.is_drawn: Callable[[], bool] = _never

    def over(self, member: Member) -> Member:
        """The member as the counter may know them now."""
        return veiled(member) if self.is_drawn() else member

    def over_hit(self, hit: MemberHit, member: Member | None) -> MemberHit:
        """The line of a result; `member` is whose it is."""
        if not self.is_drawn():
            return hit
        name = veiled(member).profile.given_name if member is not None else ""
        return replace(hit, name=name, masked_phone="", last_visit_on=None)


def veiled(member: Member) -> Member:
    """Without a name, and without anything that leads to the person."""
    profile = member.profile
    kin = tuple(
        each if each.relation is Relation.OTHER else replace(each, given_name="")
        for each in profile.household
    )
    neutral = replace(
        profile,
        given_name=f"…{member.number[-_ENDING:]}",
        family_name="",
        phone="",
        email="",
        address=None,
        household=kin,
    )
    return replace(member, profile=neutral)


def _never() -> bool:
    """No veil."""
    return False
