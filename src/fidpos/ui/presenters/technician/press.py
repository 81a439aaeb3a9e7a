"""What each key means at the technician's desk: the page decides, and nothing unseen is approved."""

from dataclasses import dataclass

from fidpos.till.technician.acts import (
    AddReader,
    CheckHealth,
    ExportDiagnostics,
    GoBack,
    GoOn,
    Move,
    Pick,
    Reconfigure,
    RemoveReader,
    ShowPlugIns,
    ShowRaw,
    TechnicianAct,
    TestFeedback,
)
from fidpos.till.technician.view import Page, PlugInLine, TechnicianView, WizardStep
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.technician.lines import line_picked, lines_on

_LINE_STEPS = {Key.UP: -1, Key.DOWN: 1}
_PAGE_STEPS = {Key.LEFT: -1, Key.RIGHT: 1}
_TOOLS: dict[Key, TechnicianAct] = {
    Key.F6: CheckHealth(),
    Key.F7: ShowPlugIns(),
    Key.F8: ExportDiagnostics(),
}
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
    """What a press came to: an act, a question about a plug-in, or neither.

    Attributes:
        asked: the plug-in that Enter will approve; Esc says no.
        refused: the press means nothing here.
    """

    act: TechnicianAct | None = None
    asked: PlugInLine | None = None
    refused: bool = False


def press_at_desk(
    desk: TechnicianView, pressed: Press, *, asked: PlugInLine | None, may_leave: bool
) -> AtDeskPress:
    """What the press does now.

    Args:
        desk: what is on screen.
        pressed: the key.
        asked: the plug-in that the screen asks about.
        may_leave: Esc on the list of devices leads somewhere.
    """
    if asked is not None:
        return _answered(desk, pressed, asked)
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
    if desk.wizard is None or desk.wizard.step not in _GOES_ON:
        return False
    needs_line = desk.wizard.step in {WizardStep.KIND, WizardStep.DEVICE}
    return not needs_line or lines_on(desk).count > 0


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
        case key if desk.page is Page.WIZARD:
            return None
        case Key.F8 if desk.is_busy:
            return None
        case key if key in _TOOLS:
            return _TOOLS[key]
        case Key.F2 if desk.page is Page.DEVICES:
            return AddReader()
        case key if desk.page is Page.DEVICES and desk.devices:
            return _ON_A_READER.get(key)
    return None


def _moved(desk: TechnicianView, key: Key) -> TechnicianAct | None:
    lines = lines_on(desk)
    by = _LINE_STEPS[key] if key in _LINE_STEPS else _PAGE_STEPS[key] * lines.side_step
    kept = max(0, min(lines.chosen + by, lines.count - 1))
    return Move(kept - lines.chosen) if kept != lines.chosen else None


def _picked(desk: TechnicianView, digit: str) -> TechnicianAct | None:
    line = line_picked(lines_on(desk), digit)
    return Pick(line + 1) if line is not None else None
