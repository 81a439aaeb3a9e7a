"""The amount as it is typed, and the three figures that come of it."""

import re

from fidpos.domain.money import Money
from fidpos.texts.texts import Texts
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.models import Accent, AmountModel, FigureModel, PadModel, Segment
from fidpos.ui.presenters.scene import Scene

NOTHING = "–"
"""Stands where a figure will be."""

_NUMBER = re.compile(r"\d(?:.*\d)?")


def amount(scene: Scene) -> AmountModel:
    """The display above the pad."""
    return AmountModel(
        title=_title(scene),
        segments=segments(scene.texts, scene.console.entry),
        figures=_figures(scene),
    )


def _title(scene: Scene) -> str:
    """Whose the amount is: the cashier's, or that of the register's ticket, which no key changes."""
    ticket = scene.view.ticket
    if ticket is None:
        return scene.texts.say("amount.title")
    return scene.texts.say("amount.from_register", register=ticket.register, ticket=ticket.number)


def pad(scene: Scene) -> PadModel:
    """The keypad; while a question waits no amount is typed."""
    entry = scene.console.entry
    has_comma = entry.style is AmountStyle.COMMA and entry.currency.exponent > 0
    return PadModel(
        corner=scene.texts.formats.decimal_separator if has_comma else "00",
        enabled=scene.view.question is None,
    )


def segments(texts: Texts, entry: AmountEntry) -> tuple[Segment, ...]:
    """The amount cut where typing stands: with `12,4` typed, `12,4` is dark and the `0` after it faint."""
    text = texts.formats.money(entry.amount or Money(0, entry.currency))
    number = _NUMBER.search(text)
    assert number is not None, "an amount has digits"
    start, end = _typed_span(entry, number.group())
    written = not entry.is_empty
    parts = (
        Segment(text=text[: number.start()], typed=written),
        Segment(text=number.group()[:start], typed=False),
        Segment(text=number.group()[start:end], typed=True),
        Segment(text=number.group()[end:], typed=False),
        Segment(text=text[number.end() :], typed=written),
    )
    return tuple(part for part in parts if part.text)


def _typed_span(entry: AmountEntry, number: str) -> tuple[int, int]:
    """Where in the formatted number the typed characters stand."""
    if entry.is_empty:
        return 0, 0
    if entry.style is AmountStyle.COMMA:
        pending = entry.currency.exponent - len(entry.decimals or "")
        with_separator = 1 if entry.decimals is None and entry.currency.exponent else 0
        return 0, len(number) - pending - with_separator
    hidden = max(0, entry.currency.exponent + 1 - len(entry.whole))
    separator = 1 if hidden and entry.currency.exponent else 0
    return (hidden + separator if hidden else 0), len(number)


def _figures(scene: Scene) -> tuple[FigureModel, FigureModel, FigureModel]:
    texts, preview = scene.texts, scene.view.preview
    points, discount, due = (texts.say(f"figure.{name}") for name in ("points", "discount", "due"))
    if preview is None:
        return (
            FigureModel(label=points, value=NOTHING, pending=True),
            FigureModel(label=discount, value=NOTHING, pending=True),
            FigureModel(label=due, value=NOTHING, pending=True),
        )
    moved = texts.value(preview.points_earned, "signed")
    if preview.points_spent:
        moved = f"{moved} {texts.value(-preview.points_spent, 'signed')}"
    return (
        FigureModel(label=points, value=moved, accent=Accent.INFO),
        FigureModel(
            label=discount,
            value=texts.value(-preview.discount, "signed") if preview.discount else NOTHING,
            accent=Accent.SUCCESS if preview.discount else Accent.PLAIN,
            pending=not preview.discount,
        ),
        FigureModel(label=due, value=texts.value(preview.due)),
    )
