"""Visits, their lines, and how often they used a rule."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from fidpos.columns import day_from_int, id_from_blob, instant_from_int
from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Currency, Money
from fidpos.localdb.engine import Row
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.people import texts_to_text
from fidpos.till.ports import Gain, PastVisit
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed


class UseState(StrEnum):
    """A rule use: held while a visit is open elsewhere, consumed when it closed, released by a void."""

    HELD = "held"
    CONSUMED = "consumed"
    RELEASED = "released"


def line_rows(visit_id: VisitId, lines: Sequence[BasketLine]) -> list[Values]:
    """For `visit_lines`."""
    return [
        (
            visit_id.bytes,
            position,
            line.article,
            line.label,
            texts_to_text(line.categories),
            line.brand,
            texts_to_text(sorted(line.labels)),
            line.quantity,
            line.amount_minor,
            line.tax_rate_ppm,
            int(line.tax_included),
            int(line.discounted),
            int(line.earns),
        )
        for position, line in enumerate(lines)
    ]


def past_visit_from_row(row: Row) -> PastVisit:
    """From id, instant, day, currency, amount, discount, points, whether it was voided, and refunded."""
    blob, closed_at, business_day, code, amount, discount, points, voided, refunded = row
    currency = Currency.of(code)
    return PastVisit(
        id=VisitId(id_from_blob(blob)),
        closed_at=instant_from_int(closed_at),
        business_day=day_from_int(business_day),
        amount=Money(amount, currency),
        discount=Money(discount, currency),
        points=points,
        voided=bool(voided),
        refunded=bool(refunded),
    )


def told_visit_from_row(row: Row) -> PastVisit:
    """From the same, and the body of the event that closed it; None for a visit that came with a snapshot.

    Raises:
        StoreCorrupt: the body is not readable.
    """
    past, body = past_visit_from_row(row[:-1]), row[-1]
    event = decode(body) if body is not None else None
    return past if not isinstance(event, VisitClosed) else with_gains(past, event)


def with_gains(past: PastVisit, event: VisitClosed) -> PastVisit:
    """The visit with what its ledger entries moved, and by which rule or reward."""
    gains = tuple(Gain(entry.counter, entry.cause, entry.amount) for entry in event.entries if entry.amount)
    return replace(
        past,
        gains=gains,
        programme_version=event.programme_version,
        corrects=event.corrects is not None,
    )
