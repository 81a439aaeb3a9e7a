"""What is heard of a task when its view changes, and when Enter would mean something new."""

from fidpos.till.task.view import FormBody, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.ui.presenters.models import Sound

_WORDS = {Lamp.OK: Sound.SUCCESS, Lamp.WARNING: Sound.WARNING, Lamp.OFF: Sound.ERROR}


def heard_in_task(before: TaskView | None, after: TaskView | None) -> Sound | None:
    """A step that begins with a word sounds like it; something that stands in the way, as a warning."""
    if after is None:
        return None
    if _is_new_step(before, after) and isinstance(after.body, ReviewBody) and after.body.lamp in _WORDS:
        return _WORDS[after.body.lamp]
    stood = _in_the_way(before) if before is not None else set()
    return Sound.WARNING if _in_the_way(after) - stood else None


def asks_anew(before: TaskView | None, after: TaskView | None) -> bool:
    """Whether Enter now confirms what was not on screen before: a second tap is not meant for it."""
    return after is not None and isinstance(after.body, ReviewBody) and _is_new_step(before, after)


def _is_new_step(before: TaskView | None, after: TaskView) -> bool:
    return before is None or before.place != after.place


def _in_the_way(view: TaskView) -> set[tuple[str, str]]:
    """Faults and problems, each with where it stands."""
    faults: list[tuple[str, Message | None]] = [("", view.problem)]
    if isinstance(view.body, FormBody):
        faults += [(each.key, each.fault) for each in view.body.fields]
    return {(place, repr(fault)) for place, fault in faults if fault is not None}
