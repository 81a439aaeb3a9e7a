"""What is told of a member who was merged, or of their account, counts for those who remain.

A till that has not heard of the merge goes on telling of the former ones, and so does a journal that was
written before: the names in an event are never changed, they are read otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fidpos.domain.ids import AccountId, MemberId
from fidpos.posting.project import MemberEvent
from fidpos.wire.events import Event, MemberEnrolled, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.naming import renamed


def members_of(event: Event) -> Iterator[MemberId]:
    """Whom the event is about."""
    if isinstance(event, MemberEnrolled | MemberEvent):
        yield event.member_id


@dataclass(frozen=True, slots=True)
class Redirects:
    """Who remains of those who were merged; no redirect leads to another one."""

    members: Mapping[MemberId, MemberId] = field(default_factory=dict)
    accounts: Mapping[AccountId, AccountId] = field(default_factory=dict)

    def member(self, member_id: MemberId) -> MemberId:
        """The one who remains."""
        return self.members.get(member_id, member_id)

    def account(self, account_id: AccountId) -> AccountId:
        """The one that remains."""
        return self.accounts.get(account_id, account_id)

    def read(self, event: Event) -> Event:
        """The event as it counts now; itself where nobody in it was merged."""
        if not self.members and not self.accounts:
            return event
        match event:
            case VisitClosed() | VisitVoided() | VisitRefunded():
                return renamed(
                    event, member_id=self.member(event.member_id), account_id=self.account(event.account_id)
                )
            case MemberEnrolled():
                return renamed(event, account_id=self.account(event.account_id))
            case _ if isinstance(event, MemberEvent):
                return renamed(event, member_id=self.member(event.member_id))
            case _:
                return event
