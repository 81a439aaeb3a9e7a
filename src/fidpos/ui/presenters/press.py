"""What each press does: the next console, and at most one command.

Esc never commits, and Enter commits only what is on screen.
"""

from dataclasses import replace

from fidpos.till.new_card import NewCardView
from fidpos.till.task.acts import OpenTask
from fidpos.till.technician.acts import OpenDesk, Pick
from fidpos.till.view import CheckoutView, EffectState, Panel, Shown, StaffView, TillState
from fidpos.ui.presenters.commands import (
    AtDesk,
    Back,
    ChooseCardKind,
    ChooseReward,
    ChooseStaff,
    CloseSearch,
    Command,
    Confirm,
    EnterCode,
    EnterPin,
    InTask,
    Lock,
    OpenCodes,
    OpenNewCard,
    OpenRewards,
    PickMember,
    RemoveCode,
    Search,
    SetAmount,
    SetAside,
    VoidLast,
)
from fidpos.ui.presenters.console import (
    KINDS_SHOWN,
    STAFF_ON_A_PAGE,
    Console,
    Step,
    hush,
    may_open_desk,
    staff_pages,
)
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.past import VISITS_SHOWN
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.search_entry import SearchEntry
from fidpos.ui.presenters.task.opening import task_of
from fidpos.ui.presenters.task.press import offers_delete, pick_in_task, press_in_task
from fidpos.ui.presenters.technician.press import press_at_desk


def press(console: Console, view: CheckoutView, pressed: Press) -> Step:
    """What a press does now."""
    console = replace(console, fault=None)
    if pressed.key is Key.DELETE and not _deletes_lines(view):
        pressed = Press.of(Key.BACKSPACE)
    if console.help_open:
        return _press_over_help(console, view, pressed)
    if pressed.key is Key.F1:
        return Step(console=replace(console, help_open=True))
    if view.state is TillState.CLOSING:
        return Step(console=console, refused=True)
    if view.state is TillState.LOCKED:
        return _press_locked(console, view, pressed)
    if pressed.key is Key.F9:
        return _ask(console, Lock())
    if view.state is TillState.TECHNICIAN:
        return _press_desk(console, view, pressed)
    if view.question is not None:
        return _press_answer(console, view, pressed)
    if view.task is not None:
        return press_in_task(console, view.task, pressed)
    if view.new_card is not None:
        return _press_new_card(console, view, view.new_card, pressed)
    if view.found is not None:
        return _press_search(console, view, pressed)
    if view.panel is not None:
        return _press_panel(console, view, view.panel, pressed)
    return _press_checkout(console, view, pressed)


def pick_line(console: Console, view: CheckoutView, line: int) -> Step:
    """A line was touched: of the search results, or of a list on the technician's desk."""
    if view.panel is Panel.CODES:
        return Step(console=replace(console, code=replace(console.code, line=line)))
    if view.task is not None:
        return pick_in_task(console, view.task, line)
    if view.state is not TillState.TECHNICIAN:
        return pick_result(console, view, line)
    if console.asked is not None:
        return Step(console=console, refused=True)
    return _ask(console, AtDesk(Pick(line + 1)))


def pick_result(console: Console, view: CheckoutView, line: int) -> Step:
    """A line of the search results was touched."""
    hits = view.found or ()
    if console.searching or not 0 <= line < len(hits):
        return Step(console=console, refused=True)
    return _ask(console, PickMember(hits[line].member_id))


def _press_over_help(console: Console, view: CheckoutView, pressed: Press) -> Step:
    """Help covers the screen: Enter only closes it, so that nothing unseen is committed."""
    uncovered = replace(console, help_open=False)
    if pressed.key in {Key.F1, Key.ESCAPE, Key.ENTER}:
        return Step(console=uncovered)
    return press(uncovered, view, pressed)


def _press_locked(console: Console, view: CheckoutView, pressed: Press) -> Step:
    if view.sign_in is not None:
        return _press_pin(console, view.sign_in, pressed)
    return _press_name(console, view, pressed)


def _press_name(console: Console, view: CheckoutView, pressed: Press) -> Step:
    match pressed.key:
        case Key.LEFT | Key.RIGHT:
            page = console.staff_page + (1 if pressed.key is Key.RIGHT else -1)
            return Step(console=replace(console, staff_page=page % staff_pages(view)))
        case None if pressed.digit not in {"", "0"}:
            place = console.staff_page * STAFF_ON_A_PAGE + int(pressed.digit) - 1
            if place < len(view.staff_names):
                return _ask(console, ChooseStaff(view.staff_names[place].staff_id))
    return Step(console=console, refused=True)


def _press_pin(console: Console, person: StaffView, pressed: Press) -> Step:
    cleared = replace(console, pin=PinEntry())
    match pressed.key:
        case Key.ENTER if console.pin.is_complete:
            return _ask(cleared, EnterPin(console.pin.digits, person.staff_id))
        case Key.ESCAPE:
            return Step(console=cleared) if console.pin.digits else _ask(cleared, Back())
    typed = console.pin.typed(pressed)
    return Step(console=replace(console, pin=typed), refused=typed == console.pin)


def _press_desk(console: Console, view: CheckoutView, pressed: Press) -> Step:
    assert view.technician is not None, "the state says that the desk is there"
    came_to = press_at_desk(
        view.technician,
        pressed,
        asked=console.asked,
        line=console.line,
        may_leave=may_open_desk(view),
    )
    console = replace(console, asked=came_to.asked, line=came_to.line)
    if came_to.act is None:
        return Step(console=console, refused=came_to.refused)
    return _ask(console, AtDesk(came_to.act))


def _press_answer(console: Console, view: CheckoutView, pressed: Press) -> Step:
    match pressed.key:
        case Key.ENTER:
            return _ask(console, Confirm(Shown.on(view)))
        case Key.ESCAPE:
            return _ask(console, Back())
    return Step(console=console, refused=True)


def _press_search(console: Console, view: CheckoutView, pressed: Press) -> Step:
    hits = view.found or ()
    match pressed.key:
        case Key.ENTER:
            return pick_result(console, view, console.search.line)
        case Key.ESCAPE | Key.F2:
            return _ask(replace(console, search=SearchEntry()), CloseSearch())
        case Key.UP | Key.DOWN if console.searching:
            return Step(console=console, refused=True)
        case Key.UP | Key.DOWN:
            moved = console.search.moved(1 if pressed.key is Key.DOWN else -1, len(hits))
            return Step(console=replace(console, search=moved), refused=moved == console.search)
    typed = console.search.typed(pressed)
    if typed == console.search:
        return Step(console=console, refused=True)
    return Step(console=replace(console, search=typed, searching=True), command=Search(typed.text))


def _press_panel(console: Console, view: CheckoutView, panel: Panel, pressed: Press) -> Step:
    if pressed.key is Key.ESCAPE:
        return _ask(console, Back())
    match panel:
        case Panel.CODES:
            return _press_code(console, view, pressed)
        case _ if pressed.key is Key.ENTER:
            return _ask(console, Back())
        case _ if pressed.key is Key.F5:
            return _ask(console, OpenRewards())
        case Panel.REWARDS:
            offers = len(view.member.offers) if view.member is not None and view.preview is not None else 0
            return _press_number(console, pressed, offers, ChooseReward)
        case Panel.EFFECTS:
            held = sum(line.state is not EffectState.NOT_NOW for line in view.effects)
            return _press_number(console, pressed, held, SetAside)


def _press_number(
    console: Console, pressed: Press, lines: int, chosen: type[ChooseReward | SetAside]
) -> Step:
    number = int(pressed.digit or "0")
    if not 1 <= number <= lines:
        return Step(console=console, refused=True)
    return _ask(console, chosen(number))


def _press_code(console: Console, view: CheckoutView, pressed: Press) -> Step:
    """The field takes every sign; Enter without any leaves it."""
    entry = console.code
    cleared = replace(console, code=SearchEntry())
    match pressed.key:
        case Key.ENTER:
            return _ask(cleared, EnterCode(entry.text)) if entry.text.strip() else _ask(console, Back())
        case Key.F6:
            return _ask(cleared, OpenCodes())
        case Key.UP | Key.DOWN:
            moved = entry.moved(1 if pressed.key is Key.DOWN else -1, len(view.codes))
            return Step(console=replace(console, code=moved), refused=moved == entry)
        case Key.DELETE if view.codes:
            chosen = min(entry.line, len(view.codes) - 1)
            return _ask(console, RemoveCode(view.codes[chosen]))
    typed = entry.typed(pressed)
    return Step(console=replace(console, code=typed), refused=typed == entry)


def _deletes_lines(view: CheckoutView) -> bool:
    """Del takes a line out there, rather than the last sign."""
    if view.task is not None:
        return offers_delete(view.task)
    return view.state is TillState.TECHNICIAN or view.panel is Panel.CODES


def _press_new_card(console: Console, view: CheckoutView, work: NewCardView, pressed: Press) -> Step:
    """Digits choose a kind and type no amount; Enter, with which scanners end a code, does nothing."""
    match pressed.key:
        case Key.ESCAPE:
            return _ask(console, Back())
        case Key.F3:
            return _ask(console, OpenNewCard())
    number = int(pressed.digit or "0")
    if not 1 <= number <= min(len(work.kinds), KINDS_SHOWN):
        return Step(console=console, refused=True)
    return _ask(hush(console, view), ChooseCardKind(number))


def _press_checkout(console: Console, view: CheckoutView, pressed: Press) -> Step:
    visiting = view.state is not TillState.IDLE or not console.entry.is_empty
    looked = _look_back(console, view, pressed)
    if looked is not None:
        return looked
    looked_at = view.visits[console.past].past.id if console.past is not None else None
    console = replace(console, past=None)
    match pressed.key:
        case Key.ENTER if visiting:
            return _ask(console, Confirm(Shown.on(view)))
        case Key.ESCAPE if visiting or view.member is not None or view.banner is not None:
            return _ask(console, Back())
        case Key.F2:
            return _ask(replace(console, search=SearchEntry(), searching=True), Search(""))
        case Key.F5 if visiting and view.member is not None:
            return _ask(console, OpenRewards())
        case Key.F6 if visiting and view.member is not None:
            return _ask(console, OpenCodes())
        case Key.F8:
            return _ask(console, VoidLast())
        case Key.F11 if may_open_desk(view):
            return _ask(console, AtDesk(OpenDesk()))
    task = task_of(console, view, pressed.key)
    if task is not None:
        return _ask(console, InTask(OpenTask(task, looked_at)))
    entry = console.entry.typed(pressed)
    if entry == console.entry:
        return Step(console=console, refused=True)
    return Step(console=hush(replace(console, entry=entry), view), command=SetAmount(entry.amount))


def _look_back(console: Console, view: CheckoutView, pressed: Press) -> Step | None:
    """F4 shows why the latest visit earned what it did, again the one before; Esc is back at this one."""
    lines = min(len(view.visits), VISITS_SHOWN)
    past = console.past
    match pressed.key:
        case Key.F4 if lines:
            return Step(console=replace(console, past=0 if past is None else (past + 1) % lines))
        case Key.UP | Key.DOWN if past is not None:
            moved = max(0, min(past + (1 if pressed.key is Key.DOWN else -1), lines - 1))
            return Step(console=replace(console, past=moved), refused=moved == past)
        case Key.ESCAPE if past is not None:
            return Step(console=replace(console, past=None))
    return None


def _ask(console: Console, command: Command) -> Step:
    """A command after which keys may mean something else."""
    return Step(console=console, command=command, awaits=True)
