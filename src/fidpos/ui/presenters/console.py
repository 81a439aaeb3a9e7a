"""What the screen itself remembers between two views of the session, and what each press does.

The session knows the visit; the console knows what is typed and not yet answered. A press gives the next
console and at most one command. Esc never commits, and Enter commits only what is on screen.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.till.new_card import NewCardView
from fidpos.till.technician.acts import OpenDesk, Pick
from fidpos.till.technician.view import PlugInLine
from fidpos.till.view import CheckoutView, Message, Shown, StaffView, TillState
from fidpos.ui.presenters.amount_entry import AmountEntry
from fidpos.ui.presenters.commands import (
    AtDesk,
    Back,
    ChooseCardKind,
    ChooseReward,
    ChooseStaff,
    CloseSearch,
    Command,
    Confirm,
    EnterPin,
    Lock,
    OpenNewCard,
    OpenRewards,
    PickMember,
    Search,
    SetAmount,
    VoidLast,
)
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.search_entry import SearchEntry
from fidpos.ui.presenters.technician.press import press_at_desk, still_asked

STAFF_ON_A_PAGE = 9
"""As many as there are digits to choose by."""

KINDS_SHOWN = 6
"""Kinds of cards that there is room for, and that digits choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What is typed, and what lies over the screen.

    Attributes:
        fault: what the worker could not do; stays until the next press, and never costs the amount typed.
        busy: an answer is late; the screen says so.
        hushed: serial of the newest banner that gave way to what came after it.
        has_panel: search, rewards or a new card were open in the last view.
        named: whose PIN the last view asked for.
        searching: the results on screen are those of an earlier text; none of them can be picked.
        asked: at the technician's desk, the plug-in that Enter will approve.
    """

    entry: AmountEntry
    pin: PinEntry = field(default_factory=PinEntry)
    search: SearchEntry = field(default_factory=SearchEntry)
    staff_page: int = 0
    help_open: bool = False
    fault: Message | None = None
    busy: bool = False
    hushed: int = 0
    has_panel: bool = False
    named: StaffId | None = None
    searching: bool = False
    asked: PlugInLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a press came to.

    Attributes:
        awaits: keys typed after this one may mean something else; they wait until the command is answered.
        refused: the press means nothing here; it is heard, so that no press is lost unnoticed.
    """

    console: Console
    command: Command | None = None
    awaits: bool = False
    refused: bool = False


def press(console: Console, view: CheckoutView, pressed: Press) -> Step:
    """What a press does now."""
    console = replace(console, fault=None)
    if pressed.key is Key.DELETE and view.state is not TillState.TECHNICIAN:
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
    if view.new_card is not None:
        return _press_new_card(console, view, view.new_card, pressed)
    if view.found is not None:
        return _press_search(console, view, pressed)
    if view.rewards_open:
        return _press_reward(console, view, pressed)
    return _press_checkout(console, view, pressed)


def pick_line(console: Console, view: CheckoutView, line: int) -> Step:
    """A line was touched: of the search results, or of a list on the technician's desk."""
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


def follow(console: Console, view: CheckoutView, *, settled: bool) -> Console:
    """The console once a view has arrived.

    Args:
        console: as it was.
        view: what the session now says.
        settled: everything typed has been answered; until then the keys typed since are ahead of the view.
    """
    named = view.sign_in.staff_id if view.sign_in is not None else None
    if settled and console.entry.amount != view.amount:
        console = replace(console, entry=console.entry.showing(view.amount))
    if console.pin.digits and (named is None or named != console.named):
        console = replace(console, pin=PinEntry())
    if view.found is None and console.search.text:
        console = replace(console, search=SearchEntry())
    has_panel = view.found is not None or view.rewards_open or view.new_card is not None
    if has_panel and not console.has_panel:
        console = hush(console, view)
    searching = console.searching and not settled
    asked = still_asked(view.technician, console.asked)
    return replace(console, has_panel=has_panel, named=named, searching=searching, asked=asked)


def unclosed(view: CheckoutView) -> CheckoutView:
    """The view once the worker has answered: it does one thing at a time, so nothing is closing any more.

    A close that broke off may have published nothing since it began. Should its visit be recorded after all,
    the session finds that the member of the next Enter is gone, and says so.
    """
    if view.state is not TillState.CLOSING:
        return view
    return replace(view, state=TillState.MEMBER if view.amount is None else TillState.READY)


def hush(console: Console, view: CheckoutView) -> Console:
    """Something newer is to be said: let the banner go, unless it still offers to undo."""
    if view.banner is None or view.banner.undo:
        return console
    return replace(console, hushed=view.banner.serial)


def may_open_desk(view: CheckoutView) -> bool:
    """A manager goes to the technician's desk and comes back; a technician is always there."""
    return view.staff is not None and view.staff.role is Role.MANAGER


def staff_pages(view: CheckoutView) -> int:
    """How many pages the list of names has, at least one."""
    return max(1, -(-len(view.staff_names) // STAFF_ON_A_PAGE))


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
    came_to = press_at_desk(view.technician, pressed, asked=console.asked, may_leave=may_open_desk(view))
    console = replace(console, asked=came_to.asked)
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


def _press_reward(console: Console, view: CheckoutView, pressed: Press) -> Step:
    if pressed.key in {Key.ENTER, Key.ESCAPE, Key.F5}:
        return _ask(console, Back())
    offers = view.member.offers if view.member is not None else ()
    number = int(pressed.digit or "0")
    if view.preview is None or not 1 <= number <= len(offers):
        return Step(console=console, refused=True)
    return _ask(console, ChooseReward(number))


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
    match pressed.key:
        case Key.ENTER if visiting:
            return _ask(console, Confirm(Shown.on(view)))
        case Key.ESCAPE if visiting or view.member is not None or view.banner is not None:
            return _ask(console, Back())
        case Key.F2:
            return _ask(replace(console, search=SearchEntry(), searching=True), Search(""))
        case Key.F3:
            return _ask(console, OpenNewCard())
        case Key.F5 if visiting and view.member is not None and view.member.offers:
            return _ask(console, OpenRewards())
        case Key.F8:
            return _ask(console, VoidLast())
        case Key.F11 if may_open_desk(view):
            return _ask(console, AtDesk(OpenDesk()))
    entry = console.entry.typed(pressed)
    if entry == console.entry:
        return Step(console=console, refused=True)
    return Step(console=hush(replace(console, entry=entry), view), command=SetAmount(entry.amount))


def _ask(console: Console, command: Command) -> Step:
    """A command after which keys may mean something else."""
    return Step(console=console, command=command, awaits=True)
