"""The strip at the bottom: readers, sync and backup, always in sight."""

from fidpos.texts.texts import Texts
from fidpos.till.view import StatusLight
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import LightModel, StatusModel
from fidpos.ui.presenters.scene import button


def status(texts: Texts, lights: tuple[StatusLight, ...]) -> StatusModel:
    """One light for each thing watched, in the order given, and the key of help."""
    return StatusModel(
        lights=tuple(_light(texts, light) for light in lights),
        keys=(button(texts, Key.F1, texts.say("status.help"), icon="circle-help"),),
    )


def _light(texts: Texts, light: StatusLight) -> LightModel:
    text = texts.say("light.trouble", label=light.label, message=light.message)
    return LightModel(label=light.label, text=text, lamp=light.lamp)
