"""Members who may be the one that is being enrolled, shown masked while one types.

The same telephone or e-mail address is somebody's already until a manager says otherwise; the same name is a
hint. Each number and each address that is typed whole counts as a look-up, whoever has it or nobody, and so
does each name that somebody has: the form tells no more than F2 would.
"""

from dataclasses import dataclass

from fidpos.till import announce
from fidpos.till.enrol.typed import Read
from fidpos.till.ports import MemberHit
from fidpos.till.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One of them; `is_reached` where phone or address are the same, else it is the name alone."""

    hit: MemberHit
    is_reached: bool


class LookAlikes:
    """Those of one form.

    Attributes:
        shown: as of the last look.
    """

    def __init__(self, station: Station) -> None:
        self.shown: tuple[Alike, ...] = ()
        self._station = station
        self._counted: set[tuple[str, ...]] = set()

    def look(self, read: Read) -> bool:
        """Look again; whether something else is shown now.

        Raises:
            StoreError: what was shown still is.
        """
        before = self.shown
        profile = read.profile
        contact = (profile.phone, profile.email)
        may_look = not any(contact) or self._may_show("contact", *contact)
        reached = self.reached(read) if may_look else ()
        known = {hit.member_id for hit in reached}
        named = [hit for hit in self._named(read) if hit.member_id not in known]
        if named and not self._may_show("name", profile.given_name, profile.family_name):
            named = []
        self.shown = (
            *(Alike(hit=hit, is_reached=True) for hit in reached),
            *(Alike(hit=hit, is_reached=False) for hit in named),
        )
        return self.shown != before

    def reached(self, read: Read) -> tuple[MemberHit, ...]:
        """Who has the phone or the address, as of now, whether it may be shown or not.

        Raises:
            StoreError: it cannot be said.
        """
        profile = read.profile
        if not profile.phone and not profile.email:
            return ()
        return self._station.store.members_reached_at(phone=profile.phone, email=profile.email)

    def _named(self, read: Read) -> tuple[MemberHit, ...]:
        """Of one name, and not of another birthday."""
        profile, store = read.profile, self._station.store
        hits = store.members_named(profile.given_name, profile.family_name)
        if profile.birthday is None:
            return hits
        people = ((hit, store.member(hit.member_id)) for hit in hits)
        return tuple(
            hit
            for hit, person in people
            if person is not None and person.profile.birthday in {None, profile.birthday}
        )

    def _may_show(self, *asked: str) -> bool:
        """The same question counts once, however often it is looked at."""
        station = self._station
        if asked in self._counted:
            return True
        if not station.lookups.allows(station.staff_id, station.clock.monotonic_s()):
            station.dialogue.say(announce.too_many_lookups())
            return False
        self._counted.add(asked)
        return True
