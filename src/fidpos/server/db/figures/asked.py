"""What figures are asked of: a period, some shops, a segment; and the conditions that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from psycopg import sql

from fidpos.domain.ids import ShopId
from fidpos.server.db.arrays import uuids
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.settings import FigureSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, the same for every figure of a page.

    Attributes:
        today: by the merchant's calendar; a period that lasts ends there.
        shops: whose purchases count; None for all.
        control_ppm: share of the members in the control group, 0 for no such group.
        segment: selects the ids of members who count, with what it needs; None for everybody.
    """

    period: Period
    today: date
    settings: FigureSettings
    control_ppm: int = 0
    shops: frozenset[ShopId] | None = None
    segment: sql.Composable | None = None
    segment_values: Mapping[str, object] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """As of which members are active, dormant or lost."""
        return self.period.as_of(self.today)

    @property
    def is_of_all(self) -> bool:
        """Whether it is of all shops and everybody."""
        return self.shops is None and self.segment is None

    @property
    def values(self) -> dict[str, object]:
        """For the named parameters of a statement."""
        before = self.period.before
        return {
            **self.segment_values,
            "first": self.period.first,
            "last": self.period.last,
            "ends_on": self.period.ends_on,
            "before_first": before.first,
            "before_last": before.last,
            "day": self.day,
            "dormant_days": self.settings.dormant_days,
            "lost_days": self.settings.lost_days,
            "control_ppm": self.control_ppm,
            "shops": uuids(sorted(self.shops or ())),
        }

    def in_shops(self) -> sql.Composable:
        """`AND ...` for a table with a shop."""
        return sql.SQL("" if self.shops is None else "AND shop_id = ANY(%(shops)s)")

    def of_members(self) -> sql.Composable:
        """`AND ...` for a table with a member."""
        if self.segment is None:
            return sql.SQL("")
        return sql.SQL("AND member_id IN ({})").format(self.segment)

    def fill(self, statement: sql.SQL, **more: sql.Composable) -> sql.Composed:
        """The statement with `{shops}` and `{members}`, and whatever else it has braces for."""
        return statement.format(shops=self.in_shops(), members=self.of_members(), **more)
