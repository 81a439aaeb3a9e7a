"""What operators do about members: who may have been enrolled twice, two made one, somebody forgotten."""

from collections.abc import Sequence
from typing import LiteralString

from fidpos.bootstrap.centre_operations import backup_place
from fidpos.bootstrap.operator import Operator
from fidpos.domain.ids import MemberId, MerchantId
from fidpos.paths import ServerFolder
from fidpos.server.db.erasing import Erasure
from fidpos.server.office_port import Doubled, OfficeBook
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.register import NotRegistered
from fidpos.server.services.doubled import look_for_alike
from fidpos.server.services.office import Office
from fidpos.wire.office_events import MembersMerged

_NAMED: LiteralString = """
    SELECT id FROM members WHERE erased_at IS NULL AND (number = %(said)s OR starts_with(id::text, %(said)s))
    LIMIT 2
"""


class MemberOffice:
    """An operator at work; a member is named by their number, or by the beginning of their id.

    Raises:
        NotRegistered: by every method; there is no such merchant, or no such member.
        DatabaseError: the database is away.
    """

    def __init__(self, operator: Operator, folder: ServerFolder) -> None:
        self._operator = operator
        self._folder = folder

    def duplicates(self, number: int) -> Sequence[Doubled]:
        """Who may be one person, oldest suspicion first; what is alike is looked for now."""
        with self._operator.store.unit(self._operator.merchant(number).id) as unit:
            book = unit.office()
            look_for_alike(book, self._operator.now())
            return book.suspects()

    def merge(self, number: int, kept: str, gone: str) -> MembersMerged:
        """Make two members one.

        Raises:
            NotToMerge: they are one already.
        """
        merchant_id = self._operator.merchant(number).id
        ids = self._named(merchant_id, kept), self._named(merchant_id, gone)
        now = self._operator.now()
        with self._operator.store.unit(merchant_id) as unit:
            return self._office(unit.office()).merge(*ids, now.date())

    def erase(self, number: int, said: str) -> MemberId:
        """Forget a member. It is written beside the backups first: what is restored forgets them again.

        Everybody who is one with them is named there, for an older copy may not know that they are.

        Raises:
            NotToErase: they were merged into somebody who is erased.
            BackupFolderUnusable: it could not be written down; nothing was changed.
        """
        merchant_id = self._operator.merchant(number).id
        member_id = self._named(merchant_id, said)
        place = backup_place(self._folder)
        with self._operator.store.unit(merchant_id) as unit:
            office = self._office(unit.office())
            if place is not None:
                known_as = office.known_as(member_id)
                erasures = [
                    Erasure(merchant_id=merchant_id, member_id=each, at=office.now) for each in known_as
                ]
                ErasureLog.beside(place.folder).add(erasures)
            office.erase(member_id)
        return member_id

    def _office(self, book: OfficeBook) -> Office:
        return Office(book=book, now=self._operator.now(), done_by=self._operator.id)

    def _named(self, merchant_id: MerchantId, said: str) -> MemberId:
        with self._operator.store.work(merchant_id) as work:
            found = work.run(_NAMED, {"said": said.lower()}).fetchall()
        if len(found) != 1:
            raise NotRegistered(f"{len(found)} are called so", what="member")
        return MemberId(found[0][0])
