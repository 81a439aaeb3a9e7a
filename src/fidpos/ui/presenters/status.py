"""The strip at the bottom: readers, sync and backup, always in sight."""

from fidpos.texts.texts import Texts
from fidpos.till.view import Lamp, StatusLight
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import LightModel, StatusModel
from fidpos.ui.presenters.scene import button

_READER = "reader."
"""Beginning of the keys of lights that stand for a reader."""


def status(texts: Texts, lights: tuple[StatusLight, ...], *, may_open_desk: bool = False) -> StatusModel:
    """One light for each thing watched, in the order given, and the keys of the desk and of help."""
    desk = button(texts, Key.F11, texts.say("status.desk"))
    help_ = button(texts, Key.F1, texts.say("status.help"), icon="circle-help")
    return StatusModel(
        lights=tuple(_light(texts, light) for light in lights),
        keys=(desk, help_) if may_open_desk else (help_,),
    )


def readers_in_trouble(lights: tuple[StatusLight, ...]) -> tuple[StatusLight, ...]:
    """Readers about which something can be done."""
    troubled = (light for light in lights if light.lamp in {Lamp.WARNING, Lamp.OFF})
    return tuple(light for light in troubled if light.key.startswith(_READER) and light.hint is not None)


def _light(texts: Texts, light: StatusLight) -> LightModel:
    text = texts.say("light.trouble", label=light.label, message=light.message)
    return LightModel(label=light.label, text=text, lamp=light.lamp)
