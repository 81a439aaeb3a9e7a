"""An order for a list as a job keeps it, both ways."""

from datetime import date

import msgspec

from fidpos.domain.ids import ShopId
from fidpos.server.db.figures.whom_text import whom_from_words, whom_to_words
from fidpos.server.db.segment_json import segment_from_json, segment_to_json
from fidpos.server.services.extracting.order import Order, OrderRefused
from fidpos.server.services.extracting.theme import Format, Theme
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.whom import FigureList


class _Figure(msgspec.Struct, frozen=True, kw_only=True):
    whom: dict[str, str]
    first: date
    last: date
    today: date
    control_ppm: int
    shop: ShopId | None = None


class _Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    theme: Theme
    columns: tuple[str, ...]
    segment: str
    since: date | None = None
    until: date | None = None
    shops: tuple[ShopId, ...] = ()
    scope: tuple[ShopId, ...] | None = None
    channel: str | None = None
    format: Format = Format.CSV
    language: str = "fr"
    zone: str = "UTC"
    figure: _Figure | None = None
    found: str | None = None


_PLAIN = tuple(name for name in _Told.__struct_fields__ if name not in {"segment", "figure"})


def order_to_args(order: Order) -> dict[str, object]:
    """For `Job.args`."""
    told = {name: getattr(order, name) for name in _PLAIN}
    figure = None if order.figure is None else _figure_told(order.figure)
    plain = msgspec.to_builtins({**told, "segment": segment_to_json(order.segment), "figure": figure})
    assert isinstance(plain, dict)
    return plain


def order_from_args(args: object) -> Order:
    """From `Job.args`.

    Raises:
        OrderRefused: they are none.
        SegmentRefused: its segment is none.
    """
    try:
        told = msgspec.convert(args, _Told)
    except msgspec.ValidationError as fault:
        raise OrderRefused("not understood") from fault
    return Order(
        segment=segment_from_json(told.segment),
        figure=None if told.figure is None else _figure(told.figure),
        **{name: getattr(told, name) for name in _PLAIN},
    )


def _figure_told(listed: FigureList) -> _Figure:
    period = listed.period
    return _Figure(
        whom=whom_to_words(listed.whom),
        first=period.first,
        last=period.last,
        today=listed.today,
        control_ppm=listed.control_ppm,
        shop=listed.shop,
    )


def _figure(told: _Figure) -> FigureList:
    period = Period(first=told.first, last=told.last)
    return FigureList(
        whom=whom_from_words(told.whom),
        period=period,
        today=told.today,
        shop=told.shop,
        control_ppm=told.control_ppm,
    )
