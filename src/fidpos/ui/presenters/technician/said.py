"""The one place of each page where something is said: a fault, a question, a notice, or how things stand."""

from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.banner import fault_banner, said_banner
from fidpos.ui.presenters.models import Accent, BannerModel
from fidpos.ui.presenters.scene import Scene

BUSY_STEPS = 4
_PPM = 1_000_000
_ACCENTS = {
    Lamp.OK: Accent.SUCCESS,
    Lamp.BUSY: Accent.INFO,
    Lamp.WARNING: Accent.WARNING,
    Lamp.OFF: Accent.PLAIN,
}
_ICONS = {
    Lamp.OK: "circle-check",
    Lamp.BUSY: "clock",
    Lamp.WARNING: "triangle-alert",
    Lamp.OFF: "unplug",
}


def said(scene: Scene) -> BannerModel | None:
    """What is newer than how things stand; None when nothing is."""
    view, texts, desk = scene.view, scene.texts, scene.view.technician
    if scene.console.fault is not None:
        return fault_banner(scene, scene.console.fault)
    if (asked := scene.console.asked) is not None:
        return BannerModel(
            accent=Accent.WARNING,
            icon="message-circle-question-mark",
            title=texts.say("desk.approve", name=asked.name),
            detail=texts.say("desk.approve.detail", distribution=asked.distribution, version=asked.version),
        )
    if view.banner is not None:
        return said_banner(scene, view.banner)
    if desk is not None and desk.is_busy:
        return plain("clock", texts.say("desk.busy"), texts.say("desk.busy.detail"))
    if desk is not None and desk.notice is not None:
        return of_lamp(scene, desk.notice_lamp, desk.notice)
    return None


def of_lamp(scene: Scene, lamp: Lamp, message: Message, hint: Message | None = None) -> BannerModel:
    """A state with what to do about it."""
    return BannerModel(
        accent=_ACCENTS[lamp],
        icon=_ICONS[lamp],
        title=sentence(scene.texts.message(message)),
        detail=scene.texts.message(hint) if hint is not None else "",
    )


def plain(icon: str, title: str, detail: str = "") -> BannerModel:
    """A next step."""
    return BannerModel(accent=Accent.PLAIN, icon=icon, title=title, detail=detail)


def busy_ppm(scene: Scene) -> int | None:
    """How far the bar of a check has come: it begins again every few seconds, for it knows no end."""
    desk = scene.view.technician
    if desk is None or not (desk.is_busy or desk.centre.is_asked or scene.console.busy):
        return None
    return (scene.now.second % BUSY_STEPS + 1) * _PPM // BUSY_STEPS


def sentence(words: str) -> str:
    """With a capital: states are written small, as they mostly follow a name."""
    return words[:1].upper() + words[1:]
