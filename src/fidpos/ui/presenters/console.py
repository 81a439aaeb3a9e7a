"""What the screen itself remembers between two views of the session, and how it follows a new one.

The session knows the visit; the console knows what is typed and not yet answered.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.till.task.view import ApprovalBody
from fidpos.till.technician.view import PlugInLine
from fidpos.till.view import CheckoutView, Message, Panel, TillState
from fidpos.ui.presenters.amount_entry import AmountEntry
from fidpos.ui.presenters.commands import Command
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.search_entry import SearchEntry
from fidpos.ui.presenters.task.entry import TaskEntry
from fidpos.ui.presenters.technician.line_entry import LineEntry
from fidpos.ui.presenters.technician.press import still_asked

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
        code: what is typed while the codes of offers are open, and which of them Del would remove.
        past: the past visit whose reasons are shown, counted from 0; None for the visit in progress.
        has_panel: search, rewards or a new card were open in the last view.
        named: whose PIN the last view asked for.
        searching: the results on screen are those of an earlier text; none of them can be picked.
        asked: at the technician's desk, the plug-in that Enter will approve.
        line: at the technician's desk, what is typed into the pairing.
        task: what is typed into the field of a task.
    """

    entry: AmountEntry
    pin: PinEntry = field(default_factory=PinEntry)
    search: SearchEntry = field(default_factory=SearchEntry)
    code: SearchEntry = field(default_factory=SearchEntry)
    past: int | None = None
    staff_page: int = 0
    help_open: bool = False
    fault: Message | None = None
    busy: bool = False
    hushed: int = 0
    has_panel: bool = False
    named: StaffId | None = None
    searching: bool = False
    asked: PlugInLine | None = None
    line: LineEntry = field(default_factory=LineEntry)
    task: TaskEntry = field(default_factory=TaskEntry)


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


def follow(console: Console, view: CheckoutView, *, settled: bool) -> Console:
    """The console once a view has arrived.

    Args:
        console: as it was.
        view: what the session now says.
        settled: everything typed has been answered; until then the keys typed since are ahead of the view.
    """
    named = _whose_pin(view)
    if settled and console.entry.amount != view.amount:
        console = replace(console, entry=console.entry.showing(view.amount))
    if console.pin.digits and (named is None or named != console.named):
        console = replace(console, pin=PinEntry())
    if view.found is None and console.search.text:
        console = replace(console, search=SearchEntry())
    if view.panel is not Panel.CODES and console.code != SearchEntry():
        console = replace(console, code=SearchEntry())
    has_panel = any(lies is not None for lies in (view.found, view.panel, view.new_card, view.task))
    if has_panel or not view.visits:
        console = replace(console, past=None)
    if has_panel and not console.has_panel:
        console = hush(console, view)
    searching = console.searching and not settled
    asked = still_asked(view.technician, console.asked)
    line = console.line.following(view.technician.pairing if view.technician is not None else None)
    task = console.task.following(view.task, console.entry.showing(None))
    return replace(
        console,
        has_panel=has_panel,
        named=named,
        searching=searching,
        asked=asked,
        line=line,
        task=task,
    )


def _whose_pin(view: CheckoutView) -> StaffId | None:
    """Who is to type a PIN: on the lock screen, or to approve of a task."""
    if view.task is not None and isinstance(view.task.body, ApprovalBody):
        return view.task.body.named.staff_id if view.task.body.named is not None else None
    return view.sign_in.staff_id if view.sign_in is not None else None


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
