"""What becomes of a member's file when it is changed, at one till or at two that were apart.

Field by field: what only one of the two changed is as that one said. Where both did, differently, what the
centre heard first stands, and the office is told; so does who was heard first of a member of the household.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from fidpos.domain.ids import RelativeId
from fidpos.domain.member import MemberStatus, Profile, Relative
from fidpos.wire.member_events import ProfileChange

_TOGETHER = {"birthday_changed_on": "birthday"}
"""Fields that are as the one which they say something of."""
_HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A line of a file that two changed, each to something else.

    Attributes:
        name: of the field of a profile.
        relative_id: of whom in the household; None for a line of the member's own.
        was: before either of them.
        there: what stands, as it was heard first; None where it was taken away.
        said: what the other one wants.
    """

    name: str
    relative_id: RelativeId | None = None
    was: object
    there: object
    said: object


class Changed(NamedTuple):
    """A profile with a change, and the lines where something else stands by now."""

    profile: Profile
    contests: tuple[Contest, ...]


def changed(now: Profile, change: ProfileChange) -> Changed:
    """The profile with what was changed; the same change again changes nothing."""
    before, after = change.before, change.after
    values: dict[str, object] = {}
    contests: list[Contest] = []
    for name in (field.name for field in fields(Profile) if field.name not in {_HOUSEHOLD, *_TOGETHER}):
        was, wanted, there = (getattr(each, name) for each in (before, after, now))
        if wanted in (was, there):
            continue
        if there != was:
            contests.append(Contest(name=name, was=was, there=there, said=wanted))
            continue
        values |= {each: getattr(after, each) for each, leads in _TOGETHER.items() if leads == name}
        values[name] = wanted
    household, fought_over = _household(now.household, before.household, after.household)
    profile = replace(now, **values, household=household)  # type: ignore[arg-type]  # each is its own field's
    return Changed(profile, (*contests, *fought_over))


def decided(now: Profile, chosen: Iterable[Contest]) -> Profile:
    """The profile once somebody has decided for what the second one said, in these lines."""
    household = _by_id(now.household)
    values: dict[str, object] = {}
    for each in chosen:
        if each.relative_id is None:
            values[each.name] = each.said
        elif isinstance(each.said, Relative):
            household[each.relative_id] = each.said
        else:
            household.pop(each.relative_id, None)
    profile = replace(now, **values)  # type: ignore[arg-type]  # each is its own field's
    return replace(profile, household=tuple(household.values()))


def status_named(status: MemberStatus, profile: Profile) -> MemberStatus:
    """Who was known by a card alone is a member like others once they have a name."""
    is_known = status is MemberStatus.PROVISIONAL and bool(profile.family_name or profile.given_name)
    return MemberStatus.ACTIVE if is_known else status


def status_after(now: MemberStatus, wanted: MemberStatus) -> MemberStatus:
    """Where a member stands once somebody wanted it otherwise; merging and erasing are the centre's.

    Who left or was merged stays so. Of a block and its lifting, what was heard last stands; a lifting that
    finds nothing to lift changes nothing.
    """
    if now in {MemberStatus.LEFT, MemberStatus.MERGED} or wanted is MemberStatus.MERGED:
        return now
    if wanted in {MemberStatus.BLOCKED, MemberStatus.LEFT}:
        return wanted
    return wanted if now is MemberStatus.BLOCKED else now


def _household(
    now: Iterable[Relative], before: Iterable[Relative], after: Iterable[Relative]
) -> tuple[tuple[Relative, ...], list[Contest]]:
    """Whoever was there stays in their place, new ones come last."""
    there, was, wanted = _by_id(now), _by_id(before), _by_id(after)
    contests: list[Contest] = []
    for id_ in dict.fromkeys((*was, *wanted)):
        mine, theirs, common = wanted.get(id_), there.get(id_), was.get(id_)
        if mine in (common, theirs):
            continue
        if theirs != common:
            contests.append(Contest(name=_HOUSEHOLD, relative_id=id_, was=common, there=theirs, said=mine))
        elif mine is None:
            del there[id_]
        else:
            there[id_] = mine
    return tuple(there.values()), contests


def _by_id(household: Iterable[Relative]) -> dict[RelativeId, Relative]:
    return {each.id: each for each in household}
