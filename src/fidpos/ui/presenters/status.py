"""The strip at the bottom: readers, sync and backup, always in sight."""

from fidpos.texts.texts import Texts
from fidpos.till.view import Lamp, Message, StatusLight
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import ButtonModel, LightModel, StatusModel
from fidpos.ui.presenters.scene import button

_READER = "reader."
"""Beginning of the keys of lights that stand for a reader."""

_CENTRE = "sync"
"""Key of the light of the centre."""
_AND_WAITING = ".waiting"
"""End of the keys of sentences that also count what waits; without it, the state alone is said."""

READERS_SHOWN = 3
"""Lights of readers there is room for, beside those of the centre and of the backup."""

_TROUBLED = {Lamp.WARNING, Lamp.OFF}


def status(
    texts: Texts, lights: tuple[StatusLight, ...], *, more: tuple[ButtonModel, ...] = ()
) -> StatusModel:
    """One light for each thing watched, in the order given, and the keys: `more`, and help.

    More readers than there is room for share a light; those in trouble keep their own as far as possible.
    """
    help_ = button(texts, Key.F1, texts.say("status.help"), icon="circle-help")
    readers = [light for light in lights if light.key.startswith(_READER)]
    others = [light for light in lights if not light.key.startswith(_READER)]
    return StatusModel(
        lights=(*_readers(texts, readers), *(_light(texts, light) for light in others)),
        keys=(*more, help_),
    )


def desk_key(texts: Texts) -> ButtonModel:
    """Leads from the checkout to the technician's desk."""
    return button(texts, Key.F11, texts.say("status.desk"))


def centre_key(texts: Texts) -> ButtonModel:
    """Leads to the desk's page of the centre."""
    return button(texts, Key.F10, texts.say("status.centre"))


def readers_in_trouble(lights: tuple[StatusLight, ...]) -> tuple[StatusLight, ...]:
    """Readers about which something can be done."""
    troubled = (light for light in lights if light.lamp in _TROUBLED)
    return tuple(light for light in troubled if light.key.startswith(_READER) and light.hint is not None)


def _readers(texts: Texts, readers: list[StatusLight]) -> tuple[LightModel, ...]:
    if len(readers) <= READERS_SHOWN:
        return tuple(_light(texts, light) for light in readers)
    ordered = sorted(readers, key=lambda light: light.lamp not in _TROUBLED)
    troubled = sum(light.lamp in _TROUBLED for light in ordered)
    alone = min(troubled, READERS_SHOWN - 1)
    own = tuple(_light(texts, light) for light in ordered[:alone])
    return (*own, _shared(texts, len(ordered) - alone, in_trouble=troubled > alone))


def _shared(texts: Texts, count: int, *, in_trouble: bool) -> LightModel:
    """One light for several readers."""
    label = texts.say("light.readers", count=count)
    message = texts.say("light.readers.trouble" if in_trouble else "light.readers.ready")
    text = texts.say("light.trouble", label=label, message=message)
    return LightModel(label=label, words=(text,), lamp=Lamp.WARNING if in_trouble else Lamp.OK)


def _light(texts: Texts, light: StatusLight) -> LightModel:
    messages = [light.message]
    if light.message.key.endswith(_AND_WAITING):
        messages.append(Message(key=light.message.key.removesuffix(_AND_WAITING)))
    return LightModel(
        label=light.label,
        words=tuple(texts.say("light.trouble", label=light.label, message=message) for message in messages),
        lamp=light.lamp,
        comes_first=light.key == _CENTRE,
    )
