"""The terms that an account's other visits gave to its lots, from the journal; read to undo a visit."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import bindparam, exists, select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.engine import Reader
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import journal, members, visit_voids, visits
from fidpos.posting.prolong import OtherTerm
from fidpos.wire.events import TermBody, VisitClosed

_VISITS = sql(
    select(journal.c.body, exists().where(visit_voids.c.visit_id == visits.c.id))
    .join_from(members, visits, visits.c.member_id == members.c.id)
    .join(journal, journal.c.seq == visits.c.event_seq)
    .where(members.c.account_id == bindparam("account"), visits.c.id != bindparam("visit")),
    "account",
    "visit",
)


class _Told(msgspec.Struct, frozen=True):
    """The part of a `VisitClosed` that speaks of terms."""

    terms: tuple[TermBody, ...] = ()


_told = msgspec.json.Decoder(_Told)


def other_terms(reader: Reader, event: VisitClosed) -> Iterator[OtherTerm]:
    """Those of the account's other visits that this till knows.

    Raises:
        StoreError: see `faults`.
    """
    for body, is_gone in reader.all(_VISITS, event.account_id.bytes, event.visit_id.bytes):
        try:
            terms = _told.decode(body).terms
        except msgspec.MsgspecError as fault:
            raise StoreCorrupt(f"unreadable visit: {fault}") from fault
        for term in terms:
            yield OtherTerm(term=term, stands=not is_gone)
