"""An order for a list comes back from a job's arguments; what is none is refused."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import FidposError
from fidpos.server.jobs.order_args import order_from_args, order_to_args
from fidpos.server.services.extracting.order import Order, OrderRefused
from fidpos.server.services.extracting.theme import Format, Theme
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.whom import FigureList, Whom, columns_of
from fidpos.server.services.segments.segment import Group
from tests.helpers.centre_office import SHOP
from tests.helpers.figure_strategies import lists
from tests.helpers.segment_strategies import segments


@given(segment=segments, format_=st.sampled_from(Format), scoped=st.booleans())
def test_any_order_comes_back_through_json(segment: Group, format_: Format, scoped: bool) -> None:
    order = Order(
        theme=Theme.VISITS,
        columns=("day", "number", "amount"),
        segment=segment,
        since=date(2026, 1, 1),
        shops=(SHOP,),
        scope=(SHOP,) if scoped else None,
        format=format_,
        zone="Europe/Paris",
    )

    assert order_from_args(json.loads(json.dumps(order_to_args(order)))) == order


@given(whom=lists)
def test_an_order_for_the_members_behind_a_figure_comes_back(whom: Whom) -> None:
    period = Period(first=date(2026, 1, 1), last=date(2026, 11, 1))
    figure = FigureList(whom=whom, period=period, today=date(2026, 11, 20), shop=SHOP, control_ppm=50_000)
    told = tuple(column.name for column in columns_of(whom))
    order = Order(theme=Theme.MEMBERS, columns=("number", *told), figure=figure, found="sealed")

    assert order_from_args(json.loads(json.dumps(order_to_args(order)))) == order


@pytest.mark.parametrize("args", [None, {}, {"theme": "members"}, {"theme": "x", "columns": []}])
def test_anything_else_is_refused(args: object) -> None:
    with pytest.raises(FidposError):
        order_from_args(args)


@pytest.mark.parametrize("columns", [(), ("password_hash",), ("family_name", "number"), ("number", "number")])
def test_columns_are_the_themes_in_its_order(columns: tuple[str, ...]) -> None:
    with pytest.raises(OrderRefused):
        Order(theme=Theme.MEMBERS, columns=columns)
