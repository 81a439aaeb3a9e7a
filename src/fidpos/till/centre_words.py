"""Where the till stands with its centre, as lamp and sentences: the same words for light, desk and terminal.

Working alone is nothing wrong, and neither is a line that is down for a while: visits are recorded, and go
later. Only what somebody must do something about is a warning.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fidpos.till.centre_link import (
    CentreStanding,
    LinkState,
    PairingRefusal,
    PairingRefused,
    Trouble,
    WaitingGroup,
)
from fidpos.till.view import Lamp, Message

WAITING_LONG = timedelta(days=1)
"""Events that wait longer are a warning while nobody answers, and are told in days."""

_LAMPS = {
    LinkState.NOT_PAIRED: Lamp.OFF,
    LinkState.CONNECTING: Lamp.BUSY,
    LinkState.UP_TO_DATE: Lamp.OK,
    LinkState.SENDING: Lamp.BUSY,
    LinkState.OFFLINE: Lamp.OFF,
    LinkState.ATTENTION: Lamp.WARNING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreWords:
    """Colour and shape, what is so, and what to do."""

    lamp: Lamp
    message: Message
    hint: Message | None = None


def light_words(standing: CentreStanding, now: datetime) -> CentreWords:
    """For the strip at the bottom: short, and followed by how much waits since when."""
    said, key = standing_words(standing, now), f"light.sync.{standing.state.value}"
    hint = said.hint if said.lamp is Lamp.WARNING else None
    if not standing.waiting or not standing.is_paired:
        return CentreWords(lamp=said.lamp, message=Message(key=key), hint=hint)
    params: dict[str, object] = {"count": standing.waiting, "since": _since(standing, now)}
    return CentreWords(lamp=said.lamp, message=Message(key=f"{key}.waiting", params=params), hint=hint)


def standing_words(standing: CentreStanding, now: datetime) -> CentreWords:
    """For the desk: what happened, what still works, and what to do next."""
    state = standing.state
    name, lamp = f"state.{state.value}", _LAMPS[state]
    if state is LinkState.ATTENTION:
        name = f"trouble.{(standing.trouble or Trouble.UNEXPECTED).value}"
    elif state is LinkState.OFFLINE and _waits_long(standing, now):
        name, lamp = f"{name}_long", Lamp.WARNING
    return CentreWords(
        lamp=lamp, message=Message(key=f"centre.{name}"), hint=Message(key=f"hint.centre.{name}")
    )


def waiting_words(group: WaitingGroup) -> Message:
    """How many of which kind."""
    return Message(key=f"waiting.kind.{group.kind.value}", params={"count": group.count})


def refusal_words(refused: PairingRefused) -> CentreWords:
    """Why the till was not paired or unpaired, and what to do."""
    is_counted = refused.reason is PairingRefusal.UNSENT_EVENTS
    params: dict[str, object] = {"count": refused.waiting} if is_counted else {}
    key = f"centre.refused.{refused.reason.value}"
    return CentreWords(
        lamp=Lamp.WARNING,
        message=Message(key=key, params=params),
        hint=Message(key=f"hint.{key}"),
    )


def _waits_long(standing: CentreStanding, now: datetime) -> bool:
    since = standing.waiting_since
    return since is not None and now - since >= WAITING_LONG


def _since(standing: CentreStanding, now: datetime) -> Message:
    """An hour of today, or how many days ago."""
    since = standing.waiting_since or now
    if now - since < WAITING_LONG:
        return Message(key="light.sync.since_hour", params={"at": since})
    return Message(key="light.sync.since_days", params={"days": (now - since).days})
