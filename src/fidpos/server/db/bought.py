"""What stood on the lines of a visit: rows by which segments ask who bought it, and sums by category."""

from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID

import msgspec

from fidpos.domain.basket import BasketLine
from fidpos.server.db.sinks import BOUGHT_MISSING, Row
from fidpos.server.db.work import Work
from fidpos.server.services.segments.segment import TEXT_MAX, Ware
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed

_encode = msgspec.json.Encoder().encode

PAGE = 1_000
FIRST = UUID(int=0)

_VISITS: LiteralString = """
    SELECT v.id, coalesce(r.body, s.body) FROM visits v
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    WHERE v.id > %s ORDER BY v.id LIMIT %s
"""


def bought_rows(event: VisitClosed) -> list[Row]:
    """Each article, category and brand once; what was only returned was not bought."""
    wares = {ware: None for line in event.lines if line.amount_minor >= 0 for ware in _wares(line)}
    return [(ware, code, event.business_day, event.visit_id) for ware, code in wares]


def spent(event: VisitClosed) -> str:
    """What the lines come to by the first of their categories, as it is kept beside the visit."""
    sums: dict[str, int] = {}
    for line in event.lines:
        if line.categories:
            sums[line.categories[0]] = sums.get(line.categories[0], 0) + line.amount_minor
    return _encode(sums).decode()


def _wares(line: BasketLine) -> Iterator[tuple[Ware, str]]:
    """A code too long to be asked for is not kept."""
    named = [(Ware.ARTICLE, line.article), (Ware.BRAND, line.brand)]
    named += [(Ware.CATEGORY, category) for category in line.categories]
    for ware, code in named:
        if 0 < len(code) <= TEXT_MAX:
            yield ware, code


def fill_in(work: Work, after: UUID = FIRST) -> UUID | None:
    """Write what is missing of a page of visits, which came before there were rows, from their events.

    Args:
        work: a transaction that writes.
        after: the last visit of the page before.

    Returns:
        The last visit of the page; None when there was none any more.
    """
    found = work.run(_VISITS, [after, PAGE]).fetchall()
    events = (decode(body) for _, body in found if body is not None)
    rows = [row for each in events if isinstance(each, VisitClosed) for row in bought_rows(each)]
    BOUGHT_MISSING.write(work, rows)
    return found[-1][0] if found else None
