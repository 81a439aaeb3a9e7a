"""F2: finding a member without a card, by name or telephone, and not more often than the shop allows."""

from fidpos.contact.phone import read_phone
from fidpos.domain.ids import MemberId
from fidpos.till import announce
from fidpos.till.identify import Identified, recognise_without_card
from fidpos.till.ports import MemberHit
from fidpos.till.reads import Seen
from fidpos.till.station import Station

FOUND_MAX = 8
"""Lines of a search result."""


class Lookup:
    """The search as it is typed.

    Args:
        station: the till.
        country: of the shop, where a telephone number without one is dialled.

    Attributes:
        found: results so far; None while nobody is searched for.
    """

    def __init__(self, station: Station, *, country: str) -> None:
        self.found: tuple[MemberHit, ...] | None = None
        self._station = station
        self._country = country

    def search(self, text: str) -> None:
        """Members whose name or phone begins with the text, from two characters on."""
        if self._station.contact.hides_members:
            self.found = ()
            self._station.dialogue.say(announce.members_hidden())
            return
        wanted = text.strip()
        asked = read_phone(wanted, self._country) or wanted
        self.found = self._station.store.find_members(asked, FOUND_MAX) if len(wanted) > 1 else ()
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
        if station.lookups.allows(station.staff_id, station.clock.monotonic_s()):
            return True
        station.dialogue.say(announce.too_many_lookups())
        return False
