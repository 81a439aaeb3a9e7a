"""Plug-ins of other distributions, what the checks say, and ticket printers."""

from fidpos.till.technician.view import CheckLine, PlugInLine, TechnicianView
from fidpos.till.ticket.choosing import PrinterLine
from fidpos.till.ticket.printer import PrinterState
from fidpos.till.view import Lamp
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel, ButtonModel
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.technician.lines import Lines, lines_on
from fidpos.ui.presenters.technician.models import FootModel, ListKind, ListModel, ListRow
from fidpos.ui.presenters.technician.pager import pager
from fidpos.ui.presenters.technician.said import busy_ppm, of_lamp, plain, said, sentence


def plug_ins(scene: Scene, desk: TechnicianView) -> ListModel:
    """Each with what identifies it; one may be approved at a time."""
    texts, lines = scene.texts, lines_on(desk)
    chosen = desk.plug_ins[lines.chosen] if desk.plug_ins else None
    may_approve = chosen is not None and chosen.may_approve
    asks = scene.console.asked is not None
    return ListModel(
        kind=ListKind.PLUG_INS,
        title=texts.say("desk.plug_ins"),
        subtitle=texts.say("desk.plug_ins.detail"),
        headers=(
            texts.say("desk.plug_ins.name"),
            texts.say("desk.plug_ins.fingerprint"),
            texts.say("desk.plug_ins.state"),
        ),
        rows=tuple(_plug_in(scene, desk.plug_ins[place], place, lines) for place in lines.shown),
        empty=texts.say("desk.plug_ins.none"),
        pager=pager(texts, lines),
        foot=FootModel(
            said=_about(scene, chosen),
            busy_ppm=busy_ppm(scene),
            back=_back(scene, "desk.approve.no" if asks else "desk.back"),
            go_on=button(
                texts,
                Key.ENTER,
                texts.say("desk.approve.yes" if asks else "desk.approve.ask"),
                enabled=may_approve,
                accent=Accent.WARNING if asks else Accent.INFO,
            ),
        ),
    )


def health(scene: Scene, desk: TechnicianView) -> ListModel:
    """What `fidpos doctor` says, the hint of the chosen check below."""
    texts, lines = scene.texts, lines_on(desk)
    chosen = desk.checks[lines.chosen] if desk.checks else None
    return ListModel(
        kind=ListKind.HEALTH,
        title=texts.say("desk.health"),
        subtitle=_summary(scene, desk),
        headers=(texts.say("desk.health.name"), "", texts.say("desk.health.state")),
        rows=tuple(_check(scene, desk.checks[place], place, lines) for place in lines.shown),
        empty=texts.say("desk.busy" if desk.is_busy else "desk.health.none"),
        pager=pager(texts, lines),
        foot=FootModel(
            said=_about(scene, chosen),
            busy_ppm=busy_ppm(scene),
            back=_back(scene, "desk.back"),
            go_on=button(texts, Key.F6, texts.say("desk.check_again"), enabled=not desk.is_busy),
        ),
    )


def printers(scene: Scene, desk: TechnicianView) -> ListModel:
    """What a ticket may be printed on; the chosen one is used with Enter."""
    texts, lines = scene.texts, lines_on(desk)
    return ListModel(
        kind=ListKind.PRINTERS,
        title=texts.say("task.printer.title"),
        subtitle=texts.say("desk.printer.keys", paper=desk.paper),
        headers=(texts.say("desk.printer.name"), "", texts.say("desk.plug_ins.state")),
        rows=tuple(_printer(scene, desk.printers[place], place, lines) for place in lines.shown),
        empty=texts.say("task.print.nothing"),
        pager=pager(texts, lines),
        foot=FootModel(
            said=said(scene) or plain("info", texts.say("desk.printer.help"), texts.say("desk.printer.hint")),
            busy_ppm=busy_ppm(scene),
            back=_back(scene, "desk.back"),
            go_on=button(
                texts,
                Key.ENTER,
                texts.say("task.printer.use"),
                enabled=bool(desk.printers),
                accent=Accent.INFO,
            ),
        ),
    )


def _printer(scene: Scene, line: PrinterLine, place: int, lines: Lines) -> ListRow:
    texts = scene.texts
    state = f"light.printer.{line.state.value}" if line.state is not None else "desk.printer.unused"
    is_file = line.state is PrinterState.NONE
    return ListRow(
        place=place,
        number=lines.digit(place),
        lamp=line.lamp,
        title=line.title if isinstance(line.title, str) else texts.message(line.title),
        detail=line.address,
        code="",
        state=sentence(texts.say("task.printer.none.detail" if is_file else state)),
        chosen=place == lines.chosen,
    )


def _summary(scene: Scene, desk: TechnicianView) -> str:
    texts = scene.texts
    if not desk.checks:
        return texts.say("desk.health.detail")
    troubled = sum(check.lamp is Lamp.WARNING for check in desk.checks)
    if not troubled:
        return texts.say("desk.health.well", checks=len(desk.checks))
    return texts.say("desk.health.trouble", count=troubled)


def _plug_in(scene: Scene, line: PlugInLine, place: int, lines: Lines) -> ListRow:
    texts = scene.texts
    return ListRow(
        place=place,
        number=lines.digit(place),
        lamp=line.lamp,
        title=line.name,
        detail=texts.say("desk.plug_ins.from", distribution=line.distribution, version=line.version),
        code=line.fingerprint,
        state=sentence(texts.message(line.message)),
        chosen=place == lines.chosen,
    )


def _check(scene: Scene, check: CheckLine, place: int, lines: Lines) -> ListRow:
    texts = scene.texts
    return ListRow(
        place=place,
        number=lines.digit(place),
        lamp=check.lamp,
        title=texts.message(check.title),
        detail="",
        code="",
        state=sentence(texts.message(check.message)),
        chosen=place == lines.chosen,
    )


def _about(scene: Scene, chosen: PlugInLine | CheckLine | None) -> BannerModel:
    """What is said, or else the chosen line with its hint."""
    newer = said(scene)
    if newer is not None:
        return newer
    if chosen is None:
        return plain("info", scene.texts.say("desk.list.none"))
    return of_lamp(scene, chosen.lamp, chosen.message, chosen.hint)


def _back(scene: Scene, label: str) -> ButtonModel:
    return button(scene.texts, Key.ESCAPE, scene.texts.say(label), icon="chevron-left")
