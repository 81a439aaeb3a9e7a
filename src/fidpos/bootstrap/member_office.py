"""What operators do about members: who may have been enrolled twice, two made one, somebody forgotten."""

from collections.abc import Sequence
from typing import LiteralString

from fidpos.bootstrap.centre_operations import backup_place
from fidpos.bootstrap.operator import Operator
from fidpos.domain.ids import MemberId, MerchantId
from fidpos.paths import ServerFolder
from fidpos.server.db.erasing import Erasure
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.office_port import Doubled, OfficeBook
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.forget import Remember, forget
from fidpos.server.register import NotRegistered
from fidpos.server.services.doubled import look_for_alike
from fidpos.server.services.office import Office
from fidpos.wire.office_events import MembersMerged

_NAMED: LiteralString = """
    SELECT id FROM members WHERE erased_at IS NULL AND (number = %(said)s OR starts_with(id::text, %(said)s))
    LIMIT 2
"""


def remembering(folder: ServerFolder) -> Remember:
    """Writes erasures beside the backups, wherever they are made by then; nowhere while none are."""

    def remember(erasures: Sequence[Erasure]) -> None:
        place = backup_place(folder)
        if place is not None:
            ErasureLog.beside(place.folder).add(erasures)

    return remember


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
        with self._operator.store.work(merchant_id) as work:
            day = day_at_work(work)
        with self._operator.store.unit(merchant_id) as unit:
            return self._office(unit.office()).merge(*ids, day)

    def erase(self, number: int, said: str) -> MemberId:
        """Forget a member; see `operations.forget`.

        Raises:
            NotToErase: they were merged into somebody who is erased.
            BackupFolderUnusable: it could not be written down; nothing was changed.
        """
        merchant_id = self._operator.merchant(number).id
        member_id = self._named(merchant_id, said)
        with self._operator.store.unit(merchant_id) as unit:
            forget(self._office(unit.office()), merchant_id, member_id, remembering(self._folder))
        return member_id

    def _office(self, book: OfficeBook) -> Office:
        return Office(book=book, now=self._operator.now(), done_by=self._operator.id)

    def _named(self, merchant_id: MerchantId, said: str) -> MemberId:
        with self._operator.store.work(merchant_id) as work:
            found = work.run(_NAMED, {"said": said.lower()}).fetchall()
        if len(found) != 1:
            raise NotRegistered(f"{len(found)} are called so", what="member")
        return MemberId(found[0][0])
