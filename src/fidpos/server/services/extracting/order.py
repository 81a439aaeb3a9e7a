"""An order for a list: its theme, columns and filters."""

from dataclasses import dataclass
from datetime import date

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import ShopId
from fidpos.server.services.extracting.theme import Format, Theme, columns_in
from fidpos.server.services.figures.whom import FigureList
from fidpos.server.services.segments.segment import EVERYBODY, Group


class OrderRefused(FidposError):
    """No order for a list."""

    code = "order_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted.

    Attributes:
        columns: names of the theme's, in their order.
        segment: whose rows; of gift cards, those that they paid with.
        shops: where; empty for all that the person sees.
        scope: the person's shops; None for all.
        channel: members who agreed to be written to by it, and can be; None for a list of another purpose.
        zone: IANA name, of the merchant.
        figure: the members behind a figure alone; their list has its columns too.
        found: the members that were found by a filter alone, sealed, since it may hold a name.
    """

    theme: Theme
    columns: tuple[str, ...]
    segment: Group = EVERYBODY
    since: date | None = None
    until: date | None = None
    shops: tuple[ShopId, ...] = ()
    scope: tuple[ShopId, ...] | None = None
    channel: str | None = None
    format: Format = Format.CSV
    language: str = "fr"
    zone: str = "UTC"
    figure: FigureList | None = None
    found: str | None = None

    def __post_init__(self) -> None:
        """Only columns of the theme.

        Raises:
            OrderRefused: there are none, or others.
        """
        known = [column.name for column in columns_in(self.theme, self.figure)]
        if not self.columns or [name for name in known if name in self.columns] != list(self.columns):
            raise OrderRefused("columns that the theme has not")
