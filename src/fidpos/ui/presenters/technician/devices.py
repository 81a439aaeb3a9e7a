"""The list of readers, and everything about the chosen one."""

from datetime import datetime, timedelta

from fidpos.texts.texts import Texts
from fidpos.till.technician.view import DeviceLine, EventLine, TechnicianView
from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel, ButtonModel
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.technician.lines import Lines, lines_on
from fidpos.ui.presenters.technician.models import (
    DeviceRow,
    DevicesModel,
    EventRow,
    EventsModel,
    FactModel,
)
from fidpos.ui.presenters.technician.pager import pager
from fidpos.ui.presenters.technician.raw import raw_model
from fidpos.ui.presenters.technician.said import busy_ppm, of_lamp, plain, said, sentence

EVENTS_SHOWN = 6
RAW_SHOWN = 10
FACTS_SHOWN = 8
_NOW = timedelta(seconds=5)
_LEVEL, _ORIGIN = "desk.fact.level", "desk.fact.origin"


def devices(scene: Scene, desk: TechnicianView) -> DevicesModel:
    """The desk's first page."""
    texts, lines = scene.texts, lines_on(desk)
    chosen = desk.devices[lines.chosen] if desk.devices else None
    return DevicesModel(
        title=texts.say("desk.devices"),
        rows=tuple(_row(scene, desk.devices[place], place, lines) for place in lines.shown),
        empty=texts.say("desk.devices.none"),
        pager=pager(texts, lines),
        tools=_tools(texts, is_busy=desk.is_busy),
        banner=_banner(scene, chosen),
        busy_ppm=busy_ppm(scene),
        name=chosen.label if chosen is not None else "",
        lamp=chosen.lamp if chosen is not None else None,
        facts=_facts(texts, desk, chosen),
        log=raw_model(texts, desk.raw, RAW_SHOWN) if desk.raw_open else _events(texts, desk.events),
        actions=_actions(texts, chosen, raw_open=desk.raw_open),
    )


def kind_name(texts: Texts, driver: str) -> str:
    """What a driver's readers are called; one from elsewhere goes by its own name."""
    key = f"reader.kind.{driver}"
    return texts.say(key) if texts.has(key) else driver


def ago(texts: Texts, then: datetime | None, now: datetime) -> str:
    """How long since, in the largest unit that fits; empty for never."""
    if then is None:
        return texts.say("desk.ago.never")
    past = now - then
    if past < _NOW:
        return texts.say("desk.ago.now")
    for unit, length in (
        ("days", timedelta(days=1)),
        ("hours", timedelta(hours=1)),
        ("minutes", timedelta(minutes=1)),
    ):
        if past >= length:
            return texts.say(f"desk.ago.{unit}", time=past // length)
    return texts.say("desk.ago.seconds", time=past // timedelta(seconds=1))


def _row(scene: Scene, line: DeviceLine, place: int, lines: Lines) -> DeviceRow:
    texts = scene.texts
    return DeviceRow(
        place=place,
        number=lines.digit(place),
        label=line.label,
        kind=kind_name(texts, line.driver),
        state=sentence(texts.message(line.message)),
        lamp=line.lamp,
        seen=ago(texts, line.seen_at, scene.now),
        reads=texts.say("desk.reads", count=line.good_reads),
        faults=texts.say("desk.faults", count=line.faults),
        chosen=place == lines.chosen,
    )


def _banner(scene: Scene, chosen: DeviceLine | None) -> BannerModel:
    newer = said(scene)
    if newer is not None:
        return newer
    texts = scene.texts
    if chosen is None:
        return plain("plug", texts.say("desk.devices.first"), texts.say("desk.devices.first.detail"))
    works = Message(key="desk.devices.works") if chosen.lamp is Lamp.OK else None
    return of_lamp(scene, chosen.lamp, chosen.message, chosen.hint or works)


def _facts(texts: Texts, desk: TechnicianView, chosen: DeviceLine | None) -> tuple[FactModel, ...]:
    if chosen is None:
        return ()
    own = [FactModel(label=texts.say("desk.fact.name"), value=chosen.reader)]
    if chosen.device:
        own.append(FactModel(label=texts.say("desk.fact.device"), value=chosen.device))
    own += [
        FactModel(label=_fact_label(texts, label), value=_fact_value(texts, label, value))
        for label, value in desk.facts
    ]
    return tuple(own[:FACTS_SHOWN])


def _fact_label(texts: Texts, label: Message) -> str:
    """A setting goes by its own name, which needs no word before it."""
    name = label.params.get("name")
    return name if isinstance(name, str) else texts.message(label)


def _fact_value(texts: Texts, label: Message, value: str) -> str:
    """Names and settings as they are written; what is one of a few has a word."""
    key = {_LEVEL: f"reader.level.{value}", _ORIGIN: f"reader.origin.{value}"}.get(label.key, "")
    return texts.say(key) if texts.has(key) else value


def _events(texts: Texts, events: tuple[EventLine, ...]) -> EventsModel:
    return EventsModel(
        title=texts.say("desk.events"),
        headers=(
            texts.say("desk.events.hour"),
            texts.say("desk.events.what"),
            texts.say("desk.events.form"),
            texts.say("desk.events.token"),
        ),
        rows=tuple(_event(texts, event) for event in events[:EVENTS_SHOWN]),
        empty=texts.say("desk.events.none"),
    )


def _event(texts: Texts, event: EventLine) -> EventRow:
    return EventRow(
        hour=texts.formats.exact_hour(event.at),
        lamp=event.lamp,
        text=texts.say("desk.event", message=sentence(texts.message(event.message)), label=event.label),
        form=event.form,
        token=event.token,
    )


def _tools(texts: Texts, *, is_busy: bool) -> tuple[ButtonModel, ...]:
    return (
        button(texts, Key.F2, texts.say("desk.add"), icon="plus", accent=Accent.INFO),
        button(texts, Key.F6, texts.say("desk.check"), icon="activity"),
        button(texts, Key.F7, texts.say("desk.plug_ins.short"), icon="puzzle"),
        button(texts, Key.F8, texts.say("desk.export"), icon="file-down", enabled=not is_busy),
    )


def _actions(texts: Texts, chosen: DeviceLine | None, *, raw_open: bool) -> tuple[ButtonModel, ...]:
    there = chosen is not None
    return (
        button(texts, Key.F3, texts.say("desk.again"), icon="settings-2", enabled=there),
        button(
            texts,
            Key.F4,
            texts.say("desk.raw.close" if raw_open else "desk.raw.open"),
            icon="list-checks" if raw_open else "binary",
            enabled=there,
        ),
        button(texts, Key.F5, texts.say("desk.feedback"), icon="bell-ring", enabled=there),
        button(texts, Key.DELETE, texts.say("desk.remove"), icon="trash-2", enabled=there),
    )
