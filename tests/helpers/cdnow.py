"""The CDNOW sample: first purchases of the first quarter of 1997, the test of every model of this kind.

The data come with the package `lifetimes`; they are read from its files.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

from fidpos.server.services.figures.lifetime import Buyer

CALIBRATION_ENDS = date(1997, 9, 30)
"""39 weeks after the first day of 1997."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One row of the published summary: repeat purchases, times in weeks, mean spent on repeat purchases."""

    x: int
    tx: float
    age: float
    mean: float


def published_summary() -> list[Customer]:
    """The 2,357 customers as the authors summed them up."""
    with (_folder() / "cdnow_customers_summary_with_transactions.csv").open(encoding="utf-8") as lines:
        return [
            Customer(x=int(row["x"]), tx=float(row["t_x"]), age=float(row["T"]), mean=float(row["zbar"]))
            for row in csv.DictReader(lines)
        ]


def tickets() -> list[tuple[int, date, int]]:
    """Customer, day and cents of each ticket of the sample."""
    with (_folder() / "CDNOW_sample.txt").open(encoding="utf-8") as lines:
        rows = [line.split() for line in lines if line.strip()]
    return [(int(row[1]), _day(row[2]), int(Decimal(row[4]) * 100)) for row in rows]


def buyers(until: date = CALIBRATION_ENDS) -> list[Buyer]:
    """The sample as the centre sees its own members: tickets of one day are one purchase."""
    days: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for customer, day, cents in tickets():
        if day <= until:
            days[customer][day] += cents
    return [_buyer(customer, spent) for customer, spent in sorted(days.items())]


def _buyer(customer: int, spent: dict[date, int]) -> Buyer:
    return Buyer(
        member_id=UUID(int=customer),
        days=len(spent),
        first_on=min(spent),
        last_on=max(spent),
        revenue_minor=sum(spent.values()),
        first_minor=spent[min(spent)],
    )


def _day(said: str) -> date:
    return date.fromisoformat(f"{said[:4]}-{said[4:6]}-{said[6:]}")


def _folder() -> Path:
    found = find_spec("lifetimes")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "datasets"
