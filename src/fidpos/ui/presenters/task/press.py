"""What each press does in a task: the next console, and at most one command.

Esc never commits; Enter goes to the next field, picks the line that is chosen, or does what the view says.
"""

from dataclasses import replace

from fidpos.till.task.acts import Act, Approve, ChooseLine, FillIn, GoOn, NameApprover, PressKey
from fidpos.till.task.view import ApprovalBody, Field, FieldKind, FormBody, ListBody, TaskView
from fidpos.ui.presenters.commands import Back, InTask
from fidpos.ui.presenters.console import Console, Step
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.task.entry import TaskEntry, field_with_keys
from fidpos.ui.presenters.task.pages import page_of


def press_in_task(console: Console, view: TaskView, pressed: Press) -> Step:
    """What a press does at this step."""
    if pressed.key is Key.ESCAPE:
        return _press_escape(console, view)
    if any(pressed.key is not None and each.key == pressed.key.value for each in view.keys if each.is_open):
        assert pressed.key is not None
        return _do(console, PressKey(pressed.key.value))
    match view.body:
        case FormBody() as body:
            return _press_form(console, view, body, pressed)
        case ListBody() as body:
            return _press_list(console, view, body, pressed)
        case ApprovalBody() as body:
            return _press_approval(console, view, body, pressed)
        case _:
            return _go_on(console, view) if pressed.key is Key.ENTER else _refused(console)


def pick_in_task(console: Console, view: TaskView, line: int) -> Step:
    """A line was touched, counted from 0 over all pages."""
    body = view.body
    lines = body.lines if isinstance(body, FormBody | ListBody) else ()
    if console.searching or not 0 <= line < len(lines) or not lines[line].is_open:
        return _refused(console)
    return _do(console, ChooseLine(line + 1))


def offers_delete(view: TaskView) -> bool:
    """Whether Del means something else than the last sign: a key of the step, or the whole field."""
    return field_with_keys(view) is not None or any(each.key == Key.DELETE.value for each in view.keys)


def _press_escape(console: Console, view: TaskView) -> Step:
    """Digits of a PIN are taken back first, as on the lock screen."""
    if isinstance(view.body, ApprovalBody) and console.pin.digits:
        return Step(console=replace(console, pin=PinEntry()))
    return Step(console=console, command=Back(), awaits=True)


def _press_form(console: Console, view: TaskView, body: FormBody, pressed: Press) -> Step:
    entry, current = console.task, field_with_keys(view)
    match pressed.key:
        case Key.ENTER if entry.line is not None:
            return pick_in_task(console, view, entry.line)
        case Key.UP | Key.DOWN if body.lines and not (pressed.key is Key.UP and entry.line is None):
            return _choose(console, len(body.lines), 1 if pressed.key is Key.DOWN else -1)
        case Key.ENTER if current is not None:
            return _do(console, FillIn(current.key, entry.text, 1))
        case Key.ENTER:
            return _go_on(console, view)
        case Key.DOWN | Key.TAB if current is not None and body.at + 1 < len(body.fields):
            return _do(console, FillIn(current.key, entry.text, 1))
        case Key.UP | Key.BACKTAB if current is not None and body.at > 0:
            return _do(console, FillIn(current.key, entry.text, -1))
    return _type(console, current, pressed) if current is not None else _refused(console)


def _choose(console: Console, lines: int, by: int) -> Step:
    moved = console.task.moved(by, lines)
    refused = console.searching or moved == console.task
    return Step(console=console if refused else replace(console, task=moved), refused=refused)


def _type(console: Console, current: Field, pressed: Press) -> Step:
    if current.kind is FieldKind.CHOICE:
        return _press_choice(console, current, pressed)
    typed = _typed(console.task, current, pressed)
    if typed is None:
        return _refused(console)
    if typed.text == console.task.text or not current.live:
        return Step(console=replace(console, task=typed))
    filled = InTask(FillIn(current.key, typed.text))
    return Step(console=replace(console, task=typed, searching=True), command=filled)


def _typed(entry: TaskEntry, current: Field, pressed: Press) -> TaskEntry | None:
    if pressed.key is Key.DELETE:
        return entry.cleared() if entry != entry.cleared() else None
    return entry.typed(pressed, current)


def _press_choice(console: Console, current: Field, pressed: Press) -> Step:
    """A digit chooses at once and goes on; Del takes the choice back."""
    if pressed.key in {Key.DELETE, Key.BACKSPACE} and console.task.text:
        return _do(replace(console, task=console.task.cleared()), FillIn(current.key, "", 0))
    if 1 <= int(pressed.digit or "0") <= len(current.options):
        return _do(console, FillIn(current.key, pressed.digit, 1))
    return _refused(console)


def _press_list(console: Console, view: TaskView, body: ListBody, pressed: Press) -> Step:
    page = page_of(view, len(body.lines), console.task.page)
    match pressed.key:
        case Key.LEFT | Key.RIGHT:
            return _turn(console, page.number + (1 if pressed.key is Key.RIGHT else -1), page.count)
        case Key.ENTER:
            return _go_on(console, view)
    number = int(pressed.digit or "0")
    if not 1 <= number <= page.size:
        return _refused(console)
    return pick_in_task(console, view, page.first + number - 1)


def _press_approval(console: Console, view: TaskView, body: ApprovalBody, pressed: Press) -> Step:
    if body.named is not None:
        return _press_pin(console, body, pressed)
    page = page_of(view, len(body.managers), console.task.page)
    if pressed.key in {Key.LEFT, Key.RIGHT}:
        return _turn(console, page.number + (1 if pressed.key is Key.RIGHT else -1), page.count)
    number = int(pressed.digit or "0")
    place = page.first + number - 1
    if not 1 <= number <= page.size or place >= len(body.managers):
        return _refused(console)
    return _do(console, NameApprover(body.managers[place].staff_id))


def _press_pin(console: Console, body: ApprovalBody, pressed: Press) -> Step:
    assert body.named is not None
    if pressed.key is Key.ENTER and console.pin.is_complete:
        cleared = replace(console, pin=PinEntry())
        return _do(cleared, Approve(console.pin.digits, body.named.staff_id))
    typed = console.pin.typed(pressed)
    return Step(console=replace(console, pin=typed), refused=typed == console.pin)


def _turn(console: Console, page: int, pages: int) -> Step:
    if not 0 <= page < pages:
        return _refused(console)
    return Step(console=replace(console, task=replace(console.task, page=page)))


def _go_on(console: Console, view: TaskView) -> Step:
    return _do(console, GoOn()) if view.enter is not None else _refused(console)


def _do(console: Console, act: Act) -> Step:
    """Something after which keys may mean something else."""
    return Step(console=console, command=InTask(act), awaits=True)


def _refused(console: Console) -> Step:
    return Step(console=console, refused=True)
