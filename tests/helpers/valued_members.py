"""Members who bought what the customers of the CDNOW sample did, as the books of a centre hold it."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from fidpos.server.db.arrays import bigints, dates, texts, uuids
from fidpos.server.db.work import Work
from tests.helpers.cdnow import CALIBRATION_ENDS, tickets


def bring_in(work: Work, today: date, *, customers: int, shop_id: UUID | None = None) -> None:
    """The first customers of the sample, whose last watched day is the day before `today`.

    Args:
        work: the transaction.
        today: when they are looked at.
        customers: how many; the first of the sample's numbers.
        shop_id: where the even ones were seen, if anywhere.
    """
    shift = today - timedelta(days=1) - CALIBRATION_ENDS
    spent: dict[tuple[int, date], int] = {}
    for customer, day, cents in tickets():
        if customer <= customers and day <= CALIBRATION_ENDS and cents:
            spent[customer, day + shift] = spent.get((customer, day + shift), 0) + cents
    _members(work, today, sorted({customer for customer, _ in spent}), shop_id)
    work.run(
        """
        INSERT INTO day_aggregates
            (merchant_id, member_id, day, scope, visits, revenue_minor, points_earned, quantity)
        SELECT %s, r.member, r.day, '', 1, r.minor, 0, 0 FROM unnest(%s, %s, %s) r (member, day, minor)
        """,
        [
            work.merchant_id,
            uuids(UUID(int=customer) for customer, _ in spent),
            dates(day for _, day in spent),
            bigints(list(spent.values())),
        ],
    )


def _members(work: Work, today: date, customers: Sequence[int], shop_id: UUID | None) -> None:
    ids = uuids(UUID(int=each) for each in customers)
    work.run(
        "INSERT INTO accounts (merchant_id, id, opened_on) SELECT %s, r, %s FROM unnest(%s) r",
        [work.merchant_id, today, ids],
    )
    work.run(
        """
        INSERT INTO members (merchant_id, id, account_id, number, profile, status, enrolled_on)
        SELECT %s, r.id, r.id, r.number, jsonb_build_object('given_name', 'Zoé', 'family_name', r.number),
            'active', %s
        FROM unnest(%s, %s) r (id, number)
        """,
        [work.merchant_id, today, ids, texts(f"N{each:05}" for each in customers)],
    )
    if shop_id is not None:
        work.run(
            """
            INSERT INTO member_shops (merchant_id, shop_id, member_id, seen_on)
            SELECT %s, %s, r, %s FROM unnest(%s) r
            """,
            [work.merchant_id, shop_id, today, uuids(UUID(int=each) for each in customers if not each % 2)],
        )
