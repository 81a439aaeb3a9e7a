"""The journal of acts: what staff did lately that somebody may ask about."""

from datetime import datetime

from fidpos.domain.ids import StaffId
from fidpos.till.station import Station
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView, Words
from fidpos.till.view import Lamp, Message
from fidpos.wire.day_events import DayClosed
from fidpos.wire.events import CardStatusChanged, Event, StaffActed, StaffActKind, VisitRefunded, VisitVoided
from fidpos.wire.gift_card_events import GiftCardMoved, GiftCardStateChanged
from fidpos.wire.member_events import JoiningAgreed, MemberStatusChanged

ACTS_SHOWN = 90
EVENTS_READ = 3_000
"""Of the newest rows of the journal: some days of a busy till."""

_DAILY = frozenset({StaffActKind.SIGNED_IN, StaffActKind.LOCKED})
_AREAS = frozenset(
    {"acts", "correct", "enrol", "gift", "member", "payment", "print", "printer", "refusals", "shop", "staff"}
)
"""In which somebody approves: the second part of the sentence that said what for."""

_SERIOUS = frozenset({StaffActKind.DISABLED, StaffActKind.OVERRIDE, StaffActKind.PLUG_IN_APPROVED})


class ActsPage:
    """Read once, when it is opened; a manager's eyes only."""

    def __init__(self, station: Station) -> None:
        names = {person.id: person.name for person in station.store.staff()}
        lines = []
        for event in station.store.days.events_backwards(EVENTS_READ):
            line = _line(event, names)
            if line is not None:
                lines.append(line)
            if len(lines) == ACTS_SHOWN:
                break
        self._lines = tuple(lines)

    def act(self, act: TaskAct) -> None:
        """There is nothing to do here."""

    def back(self) -> bool:
        """The list of the shop."""
        return False

    def view(self) -> TaskView:
        """The newest first."""
        return TaskView(
            place="day.acts",
            title=Message(key="task.acts.title"),
            lead=Message(key="task.acts.lead"),
            body=ListBody(lines=self._lines, empty=Message(key="task.acts.none")),
            help="task.acts.help",
        )


def _line(event: Event, names: dict[StaffId, str]) -> Line | None:
    """None for what happens all day long."""
    match event:
        case StaffActed(act=act) if act not in _DAILY:
            lamp = Lamp.WARNING if act in _SERIOUS else None
            detail = _detail(event, names)
            return _shown(names, event.staff_id, event.at, f"task.acts.{act.value}", lamp, detail=detail)
        case VisitVoided():
            what = "task.acts.corrected" if event.replaced_by is not None else "task.acts.voided"
            return _shown(names, event.staff_id, event.at, what, _flag(event.flagged))
        case VisitRefunded():
            return _shown(names, event.staff_id, event.at, "task.acts.refunded", _flag(event.flagged))
        case CardStatusChanged() if event.staff_id is not None:
            return _shown(names, event.staff_id, event.at, f"task.acts.card.{event.status.value}", None)
        case MemberStatusChanged():
            key = f"task.acts.member.{event.status.value}"
            return _shown(names, event.staff_id, event.at, key, _flag(event.flagged))
        case JoiningAgreed():
            key = f"task.acts.member.{event.joining.value}"
            return _shown(names, event.staff_id, event.at, key, _flag(event.flagged))
        case GiftCardMoved():
            return _shown(
                names, event.staff_id, event.at, f"task.acts.gift.{event.move.value}", _flag(event.flagged)
            )
        case GiftCardStateChanged():
            return _shown(names, event.staff_id, event.at, f"task.acts.gift.state.{event.state.value}", None)
        case DayClosed():
            return _shown(names, event.staff_id, event.at, "task.acts.day_closed", None)
        case _:
            return None


def _detail(event: StaffActed, names: dict[StaffId, str]) -> Words:
    """What the act was about: an area of the counter's work, a colleague's name, or what was set."""
    if event.act is StaffActKind.SETTINGS_SAVED:
        return _what_was_set(event.detail)
    area = event.detail.split(".")[1] if event.detail.startswith("task.") else ""
    if area in _AREAS:
        return Message(key=f"task.acts.what.{area}")
    if event.act in {StaffActKind.OVERRIDE, StaffActKind.REFUND_REFUSAL_SEEN}:
        return ""
    colleague = next((name for each, name in names.items() if str(each) == event.detail), "")
    return colleague or event.detail


def _what_was_set(detail: str) -> Words:
    """In words of the screen; the name of a reader is the technician's own."""
    match detail.replace(" ", ".").split(".", 1):
        case ["readers", name]:
            return Message(key="task.acts.what.reader", params={"name": name})
        case ["printer", _]:
            return Message(key="task.acts.what.printer")
        case ["centre", "paired"]:
            return Message(key="task.acts.what.paired")
        case ["centre", "unpaired"]:
            return Message(key="task.acts.what.unpaired")
        case _:
            return detail


def _flag(is_flagged: bool) -> Lamp | None:
    return Lamp.WARNING if is_flagged else None


def _shown(
    names: dict[StaffId, str], who: StaffId, at: datetime, key: str, lamp: Lamp | None, *, detail: Words = ""
) -> Line:
    name = names.get(who, "")
    return Line(
        title=Message(key=key),
        detail=Message(key="task.acts.by", params={"name": name, "what": detail}) if detail else name,
        aside=Message(key="value.instant", params={"at": at}),
        lamp=lamp,
        is_open=False,
    )
