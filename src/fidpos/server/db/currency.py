"""The money in which a merchant counts."""

from typing import LiteralString

from fidpos.domain.money import Currency
from fidpos.server.db.work import Work

_CURRENCY: LiteralString = "SELECT currency FROM merchants"


def currency_of(work: Work) -> Currency:
    """That of the transaction's merchant."""
    row = work.run(_CURRENCY).fetchone()
    assert row is not None
    return Currency.of(row[0])
