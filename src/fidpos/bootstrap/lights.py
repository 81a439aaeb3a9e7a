"""From what readers, sync and backups report to the lights of the status bar.

The screen may not know readers, and readers may not know the screen; here the two meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fidpos.bootstrap.centre_here import CentreHereState
from fidpos.domain.errors import FidposError
from fidpos.readers.driver import DeviceStatus, ReaderState
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding
from fidpos.till.centre_words import light_words
from fidpos.till.contact import Contact
from fidpos.till.ticket.printer import PrinterState
from fidpos.till.view import Lamp, Message, StatusLight
from fidpos.vault.key_store import KeyPlace

BACKUP_LATE = timedelta(days=2)
"""A newest good backup older than this is an alarm."""
BACKUP_AHEAD = timedelta(minutes=5)
"""One dated further ahead than this is an alarm too: its age would look young for ever. Clocks that are set
right by a little are none."""

_LAMPS = {
    ReaderState.READY: Lamp.OK,
    ReaderState.BUSY: Lamp.BUSY,
    ReaderState.STARTING: Lamp.BUSY,
    ReaderState.DEGRADED: Lamp.WARNING,
    ReaderState.NO_DEVICE: Lamp.WARNING,
    ReaderState.NO_SERVICE: Lamp.WARNING,
    ReaderState.FAILED: Lamp.WARNING,
    ReaderState.STOPPED: Lamp.OFF,
}


def reader_lights(statuses: Iterable[DeviceStatus], texts: Texts) -> tuple[StatusLight, ...]:
    """One light for each driver: of several devices the best one counts, since any of them reads the card."""
    by_driver: dict[str, list[DeviceStatus]] = {}
    for status in statuses:
        by_driver.setdefault(status.driver, []).append(status)
    return tuple(_driver_light(driver, rows, texts) for driver, rows in by_driver.items())


def lamp_of(state: ReaderState) -> Lamp:
    """Colour and shape for what a device can do."""
    return _LAMPS[state]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupWords:
    """How old the newest good backup is, and whether that is an alarm."""

    lamp: Lamp
    message: Message


def backup_words(newest: datetime | None, now: datetime) -> BackupWords:
    """Of the newest good backup; None when there is none."""
    if newest is None:
        return BackupWords(lamp=Lamp.WARNING, message=Message(key="light.backup.never"))
    age = now - newest
    if age > BACKUP_LATE:
        message = Message(key="light.backup.late", params={"days": age.days})
        return BackupWords(lamp=Lamp.WARNING, message=message)
    if age < -BACKUP_AHEAD:
        message = Message(key="light.backup.ahead", params={"at": newest})
        return BackupWords(lamp=Lamp.WARNING, message=message)
    return BackupWords(lamp=Lamp.OK, message=Message(key="light.backup.ok", params={"at": newest}))


def backup_light(newest: datetime | None, now: datetime, texts: Texts) -> StatusLight:
    """How old the newest good backup is."""
    said = backup_words(newest, now)
    hint = Message(key="hint.light.backup") if said.lamp is Lamp.WARNING else None
    label = texts.say("light.label.backup")
    return StatusLight(key="backup", label=label, lamp=said.lamp, message=said.message, hint=hint)


def works(state: ReaderState) -> bool:
    """Whether a card held out now is read."""
    return _LAMPS[state] in {Lamp.OK, Lamp.BUSY}


def sync_light(
    standing: CentreStanding, now: datetime, texts: Texts, contact: Contact | None = None
) -> StatusLight:
    """Where the till stands with its centre; one that has none keeps everything to itself, and says so.

    What is held back because the centre was not heard for long is said before anything else.
    """
    said, label = light_words(standing, now), texts.say("light.label.sync")
    lamp, hint = said.lamp, said.hint
    if contact is not None and contact.is_staff_list_old:
        name = "members_hidden" if contact.hides_members else "staff_list_old"
        lamp, hint = Lamp.WARNING, Message(key=f"hint.light.sync.{name}")
    return StatusLight(key="sync", label=label, lamp=lamp, message=said.message, hint=hint)


def key_light(place: KeyPlace, texts: Texts) -> tuple[StatusLight, ...]:
    """Keys that lie in a file are said aloud; those in the system's key store need no light."""
    if place is KeyPlace.SYSTEM:
        return ()
    message = Message(key="light.keys.file")
    hint = Message(key=place.message_key)
    label = texts.say("light.label.keys")
    return (StatusLight(key="keys", label=label, lamp=Lamp.WARNING, message=message, hint=hint),)


def centre_light(state: CentreHereState, texts: Texts) -> StatusLight:
    """The centre that runs on this PC; of a shop on its own."""
    lamps = {
        CentreHereState.STARTING: Lamp.BUSY,
        CentreHereState.SERVING: Lamp.OK,
        CentreHereState.FAILED: Lamp.WARNING,
    }
    lamp = lamps[state]
    return StatusLight(
        key="centre",
        label=texts.say("light.label.centre"),
        lamp=lamp,
        message=Message(key=f"light.centre.{state.value}"),
        hint=Message(key="hint.light.centre") if lamp is Lamp.WARNING else None,
    )


def register_light(fault: FidposError | None, texts: Texts) -> StatusLight:
    """Whether cash registers can hand their baskets over; of a till that has such a link."""
    label = texts.say("light.label.register")
    if fault is None:
        return StatusLight(
            key="register", label=label, lamp=Lamp.OK, message=Message(key="light.register.ok")
        )
    return StatusLight(
        key="register",
        label=label,
        lamp=Lamp.WARNING,
        message=Message(key=f"error.{fault.code}", params=dict(fault.params)),
        hint=Message(key="hint.light.register"),
    )


def printer_light(state: PrinterState, texts: Texts) -> tuple[StatusLight, ...]:
    """A till without a printer needs no light for it."""
    if state is PrinterState.NONE:
        return ()
    lamps = {PrinterState.PRINTING: Lamp.BUSY, PrinterState.UNKNOWN: Lamp.BUSY}
    lamp = Lamp.WARNING if state.is_trouble else lamps.get(state, Lamp.OK)
    message = Message(key=f"light.printer.{state.value}")
    hint = Message(key="hint.light.printer") if state.is_trouble else None
    label = texts.say("light.label.printer")
    return (StatusLight(key="printer", label=label, lamp=lamp, message=message, hint=hint),)


def _driver_light(driver: str, rows: list[DeviceStatus], texts: Texts) -> StatusLight:
    order = list(_LAMPS)
    status = min(rows, key=lambda row: order.index(row.state))
    title = f"light.label.{driver}"
    return StatusLight(
        key=f"reader.{driver}",
        label=texts.say(title) if texts.has(title) else driver,
        lamp=_LAMPS[status.state],
        message=Message(key=f"light.reader.{status.state.value}"),
        hint=Message(key=status.fault.hint_key) if status.fault is not None else None,
    )
