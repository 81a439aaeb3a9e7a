"""What each key means at the technician's desk: the page decides, and nothing unseen is approved."""

from dataclasses import dataclass, field

from fidpos.till.technician.acts import (
    AddReader,
    BeginPairing,
    CheckHealth,
    EnterLine,
    ExportDiagnostics,
    GoBack,
    GoOn,
    Move,
    Pick,
    Reconfigure,
    RemoveReader,
    ShowCentre,
    ShowPlugIns,
    ShowPrinter,
    ShowRaw,
    TechnicianAct,
    TestFeedback,
    TryCentre,
    TryPrinter,
    TurnPaper,
    Unpair,
)
from fidpos.till.technician.view import CentreView, Page, PairingStep, PlugInLine, TechnicianView, WizardStep
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.technician.line_entry import LineEntry, takes_line
from fidpos.ui.presenters.technician.lines import line_picked, lines_on

_LINE_STEPS = {Key.UP: -1, Key.DOWN: 1}
_PAGE_STEPS = {Key.LEFT: -1, Key.RIGHT: 1}
_TOOLS: dict[Key, TechnicianAct] = {
    Key.F6: CheckHealth(),
    Key.F7: ShowPlugIns(),
    Key.F8: ExportDiagnostics(),
    Key.F10: ShowCentre(),
    Key.F12: ShowPrinter(),
}
_ON_THE_PRINTER: dict[Key, TechnicianAct] = {Key.F3: TurnPaper(), Key.F5: TryPrinter()}
_ON_A_READER: dict[Key, TechnicianAct] = {
    Key.F3: Reconfigure(),
    Key.F4: ShowRaw(),
    Key.F5: TestFeedback(),
    Key.DELETE: RemoveReader(),
}
_GOES_ON = {WizardStep.KIND, WizardStep.DEVICE, WizardStep.RESULT, WizardStep.DONE}
"""Steps that Enter ends; the others end by themselves, once something was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDeskPress:
    """What a press came to: an act, a question about a plug-in, a line that is longer, or none of them.

    Attributes:
        asked: the plug-in that Enter will approve; Esc says no.
        line: what is typed into the pairing then.
        refused: the press means nothing here.
    """

    act: TechnicianAct | None = None
    asked: PlugInLine | None = None
    line: LineEntry = field(default_factory=LineEntry)
    refused: bool = False


def press_at_desk(
    desk: TechnicianView,
    pressed: Press,
    *,
    asked: PlugInLine | None,
    line: LineEntry,
    may_leave: bool,
) -> AtDeskPress:
    """What the press does now.

    Args:
        desk: what is on screen.
        pressed: the key.
        asked: the plug-in that the screen asks about.
        line: what is typed so far.
        may_leave: Esc on the list of devices leads somewhere.
    """
    if asked is not None:
        return _answered(desk, pressed, asked)
    if takes_line(desk.pairing):
        return _typed(pressed, line)
    act = _act_for(desk, pressed, may_leave=may_leave)
    if isinstance(act, GoOn) and desk.page is Page.PLUG_INS:
        return AtDeskPress(asked=desk.plug_ins[desk.chosen])
    return AtDeskPress(act=act, refused=act is None)


def still_asked(desk: TechnicianView | None, asked: PlugInLine | None) -> PlugInLine | None:
    """The question, as long as the very plug-in it is about is chosen, unchanged."""
    return asked if asked is not None and asked == _chosen_plug_in(desk) else None


def enter_goes_on(desk: TechnicianView) -> bool:
    """Whether Enter means something now."""
    if desk.page is Page.PLUG_INS:
        plug_in = _chosen_plug_in(desk)
        return plug_in is not None and plug_in.may_approve
    if desk.page is Page.PRINTER:
        return bool(desk.printers)
    if desk.page is Page.PAIRING:
        return desk.pairing is not None and desk.pairing.step is PairingStep.DONE
    if desk.wizard is None or desk.wizard.step not in _GOES_ON:
        return False
    needs_line = desk.wizard.step in {WizardStep.KIND, WizardStep.DEVICE}
    return not needs_line or lines_on(desk).count > 0


def _typed(pressed: Press, line: LineEntry) -> AtDeskPress:
    match pressed.key:
        case Key.ENTER if line.text.strip():
            return AtDeskPress(act=EnterLine(line.text), line=line)
        case Key.ESCAPE:
            return AtDeskPress(act=GoBack(), line=line)
    longer = line.typed(pressed)
    return AtDeskPress(line=longer, refused=longer == line)


def _answered(desk: TechnicianView, pressed: Press, asked: PlugInLine) -> AtDeskPress:
    match pressed.key:
        case Key.ENTER if _chosen_plug_in(desk) == asked:
            return AtDeskPress(act=GoOn())
        case Key.ESCAPE:
            return AtDeskPress()
    return AtDeskPress(asked=asked, refused=True)


def _chosen_plug_in(desk: TechnicianView | None) -> PlugInLine | None:
    if desk is None or desk.page is not Page.PLUG_INS or desk.chosen >= len(desk.plug_ins):
        return None
    return desk.plug_ins[desk.chosen]


def _act_for(desk: TechnicianView, pressed: Press, *, may_leave: bool) -> TechnicianAct | None:
    match pressed.key:
        case Key.UP | Key.DOWN | Key.LEFT | Key.RIGHT as key:
            return _moved(desk, key)
        case Key.ENTER:
            return GoOn() if enter_goes_on(desk) else None
        case Key.ESCAPE:
            rests = desk.page is Page.DEVICES and not desk.raw_open
            return GoBack() if may_leave or not rests else None
        case None:
            return _picked(desk, pressed.digit)
        case key if desk.page in {Page.WIZARD, Page.PAIRING}:
            return None
        case Key.F2 | Key.F3 | Key.DELETE as key if desk.page is Page.CENTRE:
            return _at_centre(desk.centre, key)
        case Key.F3 | Key.F5 as key if desk.page is Page.PRINTER:
            return _ON_THE_PRINTER[key] if desk.printers else None
        case Key.F8 if desk.is_busy:
            return None
        case key if key in _TOOLS:
            return _TOOLS[key]
        case Key.F2 if desk.page is Page.DEVICES:
            return AddReader()
        case key if desk.page is Page.DEVICES and desk.devices:
            return _ON_A_READER.get(key)
    return None


def _at_centre(centre: CentreView, key: Key) -> TechnicianAct | None:
    paired, free = centre.standing.is_paired, not centre.is_asked
    match key:
        case Key.F2 if free:
            return BeginPairing()
        case Key.F3 if paired:
            return TryCentre()
        case Key.DELETE if paired and free:
            return Unpair()
    return None


def _moved(desk: TechnicianView, key: Key) -> TechnicianAct | None:
    lines = lines_on(desk)
    by = _LINE_STEPS[key] if key in _LINE_STEPS else _PAGE_STEPS[key] * lines.side_step
    kept = max(0, min(lines.chosen + by, lines.count - 1))
    return Move(kept - lines.chosen) if kept != lines.chosen else None


def _picked(desk: TechnicianView, digit: str) -> TechnicianAct | None:
    line = line_picked(lines_on(desk), digit)
    return Pick(line + 1) if line is not None else None
