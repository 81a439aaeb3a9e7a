"""F2: finding a member without a card, by name or telephone, and not more often than the shop allows."""

from fidpos.domain.ids import MemberId
from fidpos.till import announce
from fidpos.till.identify import Identified, recognise_without_card
from fidpos.till.ports import MemberHit
from fidpos.till.reads import Seen
from fidpos.till.station import Station
from fidpos.till.throttle import Throttle

FOUND_MAX = 8
"""Lines of a search result."""


class Lookup:
    """The search as it is typed.

    Attributes:
        found: results so far; None while nobody is searched for.
    """

    def __init__(self, station: Station, *, a_minute: int) -> None:
        self.found: tuple[MemberHit, ...] | None = None
        self._station = station
        self._throttle = Throttle(limit=a_minute, window_s=60)

    def search(self, text: str) -> None:
        """Members whose name or phone begins with the text, from two characters on."""
        wanted = text.strip()
        self.found = self._station.store.find_members(wanted, FOUND_MAX) if len(wanted) > 1 else ()
        if self.found and any(sign.isdigit() for sign in wanted) and not self._may_look_up():
            self.found = ()

    def pick(self, member_id: MemberId, *, attached: MemberId | None) -> Identified | None:
        """The member who was found, None once it is one too many; the trust is the lowest.

        Args:
            member_id: of a line of the results.
            attached: the member of the visit in progress.
        """
        if not self._may_look_up():
            return None
        self.found = None
        recognised = recognise_without_card(self._station.store, member_id)
        if recognised is None:
            return Identified(seen=Seen.BLOCKED)
        seen = Seen.MEMBER if attached is None else Seen.OTHER_MEMBER
        same = attached == recognised.member.id
        return Identified(seen=Seen.SAME_MEMBER if same else seen, member=recognised)

    def close(self) -> None:
        """The search is over."""
        self.found = None

    def _may_look_up(self) -> bool:
        """Count a look-up: members picked, and telephone numbers that were found."""
        station = self._station
        staff = station.access.staff
        if self._throttle.allows(staff and staff.id, station.clock.monotonic_s()):
            return True
        station.dialogue.say(announce.too_many_lookups())
        return False
