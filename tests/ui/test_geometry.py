"""Every screen, size and language: nothing cut, nothing overlapping, nothing too small to touch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from fidpos.domain.money import EUR, Money
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding
from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.amount_entry import AmountStyle
from fidpos.ui.presenters.screen import Screen, screen
from fidpos.ui.presenters.start import cannot_start, starting
from fidpos.ui.theme import TEXT_PERCENT_MAX, TOUCH_MIN, Theme
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.press_row import PressRow
from fidpos.ui.widgets.reward_row import RewardRow
from fidpos.ui.widgets.text import Text
from tests.helpers.centre_samples import CENTRE_SAMPLES
from tests.helpers.desk_samples import DESK_SAMPLES, RAW
from tests.helpers.sample_views import (
    CARD_SAMPLES,
    CROWDED_SAMPLES,
    IDLE,
    IN_TROUBLE,
    KARIM,
    LIGHTS,
    OFFERS,
    READY,
    SAMPLES,
    STAFF,
    Sample,
)
from tests.helpers.screens import Stage
from tests.helpers.task_samples import LONG_TASKS, TASK_SAMPLES

ENLARGED = (911, 512)
"""What Windows at 150 % leaves of 1366 x 768: fewer pixels, each of them larger."""
_EDGE = 2
"""Pixels of the empty edge of a line that rounding may take where all is drawn smaller."""
SIZES = [(1024, 768), (1366, 768), (1920, 1080), ENLARGED]
LONG_NAME = "Marie-Bernadette Vandenbroucke-Lamartine"
LONG_LABEL = "Honeywell Voyager Extreme Performance 1470g with charging cradle and a name of its own"
LONG_ID = "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial_Controller_D-if00-port0"
LONG_AMOUNT = Money(123_456_789, EUR)
LONG_ADDRESS = "https://un-centre-au-nom-vraiment-tres-long.boulangeries-du-marche.exemple.fr:8443"
LONG_TITLE = "Assortiment de macarons de la saison"


def _long(sample: Sample) -> Sample:
    """The same state with the longest names a shop may have."""
    view = sample.view
    member = view.member and replace(
        view.member,
        name=LONG_NAME,
        holder="Anne-Charlotte",
        tier_title="Ambassadeur",
        points=1_234_567,
        alerts=(
            Message(key="alert.birthday.spouse.soon", params={"name": "Jean-Christophe", "days": 6}),
            Message(key="alert.birthday.child.today", params={"name": "Anne-Charlotte"}),
        ),
        offers=tuple(replace(offer, title=LONG_TITLE) for offer in (*OFFERS, *OFFERS)),
    )
    names = tuple(replace(person, name=LONG_NAME) for person in (*STAFF, *STAFF))
    found = view.found and tuple(replace(hit, name=LONG_NAME) for hit in view.found)
    longer = replace(
        view,
        member=member,
        staff=view.staff and replace(view.staff, name=LONG_NAME),
        sign_in=view.sign_in and replace(view.sign_in, name=LONG_NAME),
        staff_names=names if view.staff_names else (),
        found=found,
    )
    lights = tuple(
        replace(light, label=f"{light.label} bureau", lamp=Lamp.WARNING) for light in sample.lights
    )
    return replace(sample, view=longer, lights=lights)


def _long_desk(sample: Sample) -> Sample:
    """The same desk with the longest labels, ids and texts that devices and plug-ins bring along."""
    desk = sample.view.technician
    assert desk is not None
    wizard = desk.wizard and replace(
        desk.wizard,
        kinds=tuple(replace(kind, found=12) for kind in desk.wizard.kinds),
        devices=tuple(
            replace(found, label=LONG_LABEL, device=LONG_ID, detail=LONG_ID, in_use_by="caisse_principale")
            for found in (*desk.wizard.devices, *desk.wizard.devices, *desk.wizard.devices)
        ),
        findings=desk.wizard.findings * 4,
        changes=tuple(
            replace(change, name=LONG_ID, before=LONG_ID, after=LONG_ID)
            for change in (*desk.wizard.changes, *desk.wizard.changes, *desk.wizard.changes)
        ),
        raw=RAW * 3,
    )
    longer = replace(
        desk,
        devices=tuple(
            replace(line, label=LONG_LABEL, device=LONG_ID, good_reads=1_234_567, faults=12_345)
            for line in (*desk.devices, *desk.devices, *desk.devices)
        ),
        facts=tuple((label, LONG_ID) for label, _ in (*desk.facts, *desk.facts)),
        events=tuple(
            replace(event, label=LONG_LABEL, form="desfire_ev3", token=LONG_ID) for event in desk.events
        ),
        wizard=wizard,
        plug_ins=tuple(
            replace(line, name=LONG_ID, distribution=LONG_ID)
            for line in (*desk.plug_ins, *desk.plug_ins, *desk.plug_ins)
        ),
        checks=tuple(replace(check, name=LONG_LABEL) for check in desk.checks),
    )
    return replace(sample, view=replace(sample.view, technician=longer))


def _long_centre(sample: Sample) -> Sample:
    """The same link, to a centre whose names and address are as long as they may be, with much that waits."""
    desk = sample.view.technician
    assert desk is not None
    waiting = desk.centre.waiting and replace(
        desk.centre.waiting,
        groups=tuple(replace(group, count=1_234_567) for group in desk.centre.waiting.groups),
    )
    allowances = tuple(
        replace(each, amount=each.amount and LONG_AMOUNT, drawn=each.drawn and LONG_AMOUNT)
        for each in desk.centre.allowances
    )
    longer = replace(
        desk,
        centre=replace(
            desk.centre,
            standing=_long_standing(desk.centre.standing),
            waiting=waiting,
            allowances=allowances,
        ),
        pairing=desk.pairing
        and replace(
            desk.pairing,
            address=LONG_ADDRESS,
            standing=desk.pairing.standing and _long_standing(desk.pairing.standing),
        ),
    )
    typed = replace(sample.line, text="M" * 40 if sample.line.text else "")
    lights = tuple(replace(light, lamp=Lamp.WARNING) for light in sample.lights)
    return replace(sample, view=replace(sample.view, technician=longer), line=typed, lights=lights)


def _long_standing(standing: CentreStanding) -> CentreStanding:
    if not standing.is_paired:
        return standing
    return replace(
        standing,
        address=LONG_ADDRESS,
        merchant_name=LONG_LABEL,
        shop_name=LONG_LABEL,
        till_name=LONG_NAME,
        clock_offset=timedelta(days=-4_000),
    )


EVERY = {
    **SAMPLES,
    **CARD_SAMPLES,
    **CROWDED_SAMPLES,
    **{f"{name}_long": _long(sample) for name, sample in (SAMPLES | CARD_SAMPLES).items()},
    "ready_trouble": Sample(view=READY, lights=IN_TROUBLE),
    "ready_reading": Sample(view=READY, lights=(replace(LIGHTS[0], lamp=Lamp.BUSY), *LIGHTS[1:])),
    "idle_manager": Sample(view=replace(IDLE, staff=KARIM), lights=IN_TROUBLE),
    "help_manager": Sample(view=replace(IDLE, staff=KARIM), help_open=True),
    **{f"desk_{name}": sample for name, sample in DESK_SAMPLES.items()},
    **{f"desk_{name}_long": _long_desk(sample) for name, sample in DESK_SAMPLES.items()},
    **{f"centre_{name}": sample for name, sample in CENTRE_SAMPLES.items()},
    **{f"centre_{name}_long": _long_centre(sample) for name, sample in CENTRE_SAMPLES.items()},
    **{f"task_{name}": sample for name, sample in TASK_SAMPLES.items()},
    **{f"task_{name}_long": sample for name, sample in LONG_TASKS.items()},
}


def _models(texts: Texts, style: AmountStyle = AmountStyle.CENTS) -> Iterator[tuple[str, Screen]]:
    yield "starting", starting(texts)
    for code in ("store_newer", "store_key_refused", "store_corrupt", "key_store"):
        yield code, cannot_start(texts, Message(key=f"error.{code}"))
    for name, sample in EVERY.items():
        yield name, screen(sample.scene(texts, style))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_fits(
    dressed: QApplication, qtbot: QtBot, any_texts: Texts, size: tuple[int, int]
) -> None:
    stage = Stage(*size)
    qtbot.addWidget(stage)

    faults = [f"{name}: {fault}" for name, model in _models(any_texts) for fault in _faults_of(stage, model)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_fits_with_the_largest_texts(
    dressed: QApplication, qtbot: QtBot, any_texts: Texts, size: tuple[int, int]
) -> None:
    stage = Stage(*size, text_percent=TEXT_PERCENT_MAX)
    qtbot.addWidget(stage)

    faults = [f"{name}: {fault}" for name, model in _models(any_texts) for fault in _faults_of(stage, model)]

    assert not faults, "\n".join(faults)


def _faults_of(stage: Stage, model: Screen) -> Iterator[str]:
    stage.perform(model)
    slack = _EDGE if Theme.for_size(stage.width(), stage.height()).scale < 1 else 0
    seen = [widget for widget in stage.findChildren(QWidget) if widget.isVisible()]
    for widget in seen:
        yield from _cut_text(widget, slack)
        yield from _outside(widget)
        yield from _too_small(widget, stage)
        yield from _overlaps(widget)


def _cut_text(widget: QWidget, slack: int) -> Iterator[str]:
    if not isinstance(widget, Text) or not widget.text():
        return
    room = widget.contentsRect()
    flags = Qt.TextFlag.TextWordWrap if widget.wordWrap() else Qt.TextFlag.TextSingleLine
    needed = QFontMetrics(widget.font()).boundingRect(QRect(0, 0, room.width(), 0), int(flags), widget.text())
    if needed.width() > room.width() + slack or needed.height() > room.height() + slack:
        yield f"{widget.text()!r} needs {needed.size()}, has {room.size()}"


def _outside(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is not None and not parent.rect().contains(widget.geometry()):
        yield f"{_name(widget)} at {widget.geometry()} leaves {_name(parent)} of {parent.size()}"


def _too_small(widget: QWidget, stage: Stage) -> Iterator[str]:
    least = TOUCH_MIN * min(1.0, Theme.for_size(stage.width(), stage.height()).scale)
    touchable = isinstance(widget, QAbstractButton | RewardRow | PickRow | PressRow) and widget.isEnabled()
    if touchable and min(widget.width(), widget.height()) < int(least):
        yield f"{_name(widget)} can be touched and measures {widget.width()}x{widget.height()}"


def _overlaps(widget: QWidget) -> Iterator[str]:
    siblings = [child for child in widget.children() if isinstance(child, QWidget) and child.isVisible()]
    for place, child in enumerate(siblings):
        for other in siblings[place + 1 :]:
            if "HelpOverlay" in (type(child).__name__, type(other).__name__):
                continue
            if child.geometry().intersects(other.geometry()):
                yield f"{_name(child)} {child.geometry()} overlaps {_name(other)} {other.geometry()}"


def _name(widget: QWidget) -> str:
    return (
        f"{type(widget).__name__}({widget.text()!r})" if isinstance(widget, Text) else type(widget).__name__
    )
