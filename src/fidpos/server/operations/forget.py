"""Forgetting a member for good: here, at the tills, and in every backup that is ever brought back."""

from collections.abc import Callable, Sequence

from fidpos.domain.ids import MemberId, MerchantId
from fidpos.server.db.erasing import Erasure
from fidpos.server.services.office import Office
from fidpos.wire.office_events import MemberErased

Remember = Callable[[Sequence[Erasure]], None]
"""Writes them down beside the backups, durably."""


def forget(office: Office, merchant_id: MerchantId, member_id: MemberId, remember: Remember) -> MemberErased:
    """Erase a member. It is written beside the backups first: what is restored forgets them again.

    Everybody who is one with them is named there, for an older copy may not know that they are.

    Raises:
        NotToErase: they are not known, or were erased before; nothing was changed.
        BackupFolderUnusable: it could not be written down; nothing was changed.
    """
    known_as = office.known_as(member_id)
    remember([_erasure(office, merchant_id, each) for each in known_as])
    return office.erase(member_id)


def _erasure(office: Office, merchant_id: MerchantId, member_id: MemberId) -> Erasure:
    return Erasure(
        merchant_id=merchant_id,
        member_id=member_id,
        at=office.now,
        suppressed=tuple(office.book.contact_digests(member_id)),
    )


def nowhere(_erasures: Sequence[Erasure]) -> None:
    """Of a centre that keeps no backups."""
