"""The wizard: one step at a time, with one instruction."""

from typing import assert_never

from fidpos.till.technician.view import (
    DeviceChoice,
    Finding,
    KindChoice,
    SettingChange,
    TechnicianView,
    WizardStep,
    WizardView,
)
from fidpos.till.view import Lamp
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel, ButtonModel
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.technician import code128
from fidpos.ui.presenters.technician.lines import Lines, lines_on
from fidpos.ui.presenters.technician.models import (
    ChangeRow,
    ChangesModel,
    ChoiceModel,
    ChoicesModel,
    CodeModel,
    DoneModel,
    FindingRow,
    FindingsModel,
    FootModel,
    PresentModel,
    ProofModel,
    ResultModel,
    StepMark,
    WizardModel,
)
from fidpos.ui.presenters.technician.pager import pager
from fidpos.ui.presenters.technician.press import enter_goes_on
from fidpos.ui.presenters.technician.raw import raw_model
from fidpos.ui.presenters.technician.said import busy_ppm, of_lamp, plain, said, sentence

FINDINGS_SHOWN = 5
CHANGES_SHOWN = 6
RAW_SHOWN = 4

_STEPS = tuple(WizardStep)
_GO_ON = {
    WizardStep.KIND: "desk.wizard.choose",
    WizardStep.DEVICE: "desk.wizard.choose",
    WizardStep.PRESENT: "desk.wizard.waits",
    WizardStep.RESULT: "desk.wizard.save",
    WizardStep.TEST: "desk.wizard.waits",
    WizardStep.DONE: "desk.wizard.finish",
}
_LAST = {WizardStep.TEST, WizardStep.DONE}
"""Saved already: Esc leaves."""


def wizard(scene: Scene, desk: TechnicianView, view: WizardView) -> WizardModel:
    """The step that is on."""
    texts = scene.texts
    now = _STEPS.index(view.step)
    return WizardModel(
        steps=tuple(
            StepMark(
                number=str(place + 1),
                label=texts.say(f"desk.step.{step.value}"),
                done=place < now or view.step is WizardStep.DONE,
                current=place == now,
            )
            for place, step in enumerate(_STEPS)
        ),
        reader=view.reader,
        instruction=texts.message(view.instruction),
        body=_body(scene, desk, view),
        foot=FootModel(
            said=_said(scene, view),
            busy_ppm=busy_ppm(scene),
            back=button(
                texts,
                Key.ESCAPE,
                texts.say("desk.wizard.leave" if view.step in _LAST else "desk.back"),
                icon="chevron-left",
            ),
            go_on=_go_on(scene, desk, view),
        ),
    )


def _body(
    scene: Scene, desk: TechnicianView, view: WizardView
) -> ChoicesModel | PresentModel | ResultModel | ProofModel | DoneModel:
    match view.step:
        case WizardStep.KIND:
            return _kinds(scene, desk, view)
        case WizardStep.DEVICE:
            return _devices(scene, desk, view)
        case WizardStep.PRESENT:
            return PresentModel(
                waiting=scene.texts.say("desk.wizard.waiting"),
                code=_code(view.test_code),
                findings=_findings(scene, view.findings),
                raw=raw_model(scene.texts, view.raw, RAW_SHOWN),
            )
        case WizardStep.RESULT:
            return ResultModel(
                findings=_findings(scene, view.findings),
                changes=_changes(scene, view.changes),
                raw=raw_model(scene.texts, view.raw, RAW_SHOWN),
            )
        case WizardStep.TEST:
            done, needed = view.reads_done, view.reads_needed
            return ProofModel(
                marks=tuple(place < done for place in range(needed)),
                progress=scene.texts.say("desk.wizard.progress", done=done, needed=needed),
                code=_code(view.test_code),
            )
        case WizardStep.DONE:
            return DoneModel(
                title=scene.texts.say("desk.wizard.proven", reader=view.reader),
                detail=scene.texts.say("desk.wizard.proven.detail"),
            )
        case _:
            assert_never(view.step)


def _kinds(scene: Scene, desk: TechnicianView, view: WizardView) -> ChoicesModel:
    lines = lines_on(desk)
    return ChoicesModel(
        choices=tuple(_kind(scene, view.kinds[place], place, lines) for place in lines.shown),
        empty=scene.texts.say("desk.wizard.kinds.none"),
        icon="puzzle",
        pager=pager(scene.texts, lines),
    )


def _kind(scene: Scene, kind: KindChoice, place: int, lines: Lines) -> ChoiceModel:
    texts = scene.texts
    found = Lamp.OK if kind.found else None
    return ChoiceModel(
        place=place,
        number=lines.digit(place),
        title=texts.message(kind.title),
        detail=texts.message(kind.detail),
        code="",
        tag=texts.say("desk.wizard.found", count=kind.found) if kind.found else "",
        lamp=Lamp.WARNING if kind.fault is not None else found,
        fault=sentence(texts.message(kind.fault)) if kind.fault is not None else "",
        chosen=place == lines.chosen,
    )


def _devices(scene: Scene, desk: TechnicianView, view: WizardView) -> ChoicesModel:
    lines = lines_on(desk)
    return ChoicesModel(
        choices=tuple(_device(scene, view, view.devices[place], place, lines) for place in lines.shown),
        empty=scene.texts.say("desk.wizard.devices.none"),
        icon="plug",
        pager=pager(scene.texts, lines),
    )


def _device(scene: Scene, view: WizardView, found: DeviceChoice, place: int, lines: Lines) -> ChoiceModel:
    texts = scene.texts
    if not found.in_use_by:
        tag = ""
    elif found.in_use_by == view.reader:
        tag = texts.say("desk.wizard.this_one")
    else:
        tag = texts.say("desk.wizard.in_use", reader=found.in_use_by)
    is_free = found.in_use_by in {"", view.reader}
    return ChoiceModel(
        place=place,
        number=lines.digit(place),
        title=found.label,
        detail=found.detail,
        code=found.device,
        tag=tag,
        lamp=Lamp.WARNING if found.fault is not None or not is_free else Lamp.OK,
        fault=sentence(texts.message(found.fault)) if found.fault is not None else "",
        chosen=place == lines.chosen,
    )


def _code(text: str) -> CodeModel | None:
    return CodeModel(widths=code128.widths(text), text=text) if text else None


def _findings(scene: Scene, findings: tuple[Finding, ...]) -> FindingsModel:
    texts = scene.texts
    return FindingsModel(
        title=texts.say("desk.findings"),
        rows=tuple(
            FindingRow(lamp=finding.lamp, text=texts.message(finding.message))
            for finding in findings[:FINDINGS_SHOWN]
        ),
        empty=texts.say("desk.findings.none"),
    )


def _changes(scene: Scene, changes: tuple[SettingChange, ...]) -> ChangesModel:
    texts = scene.texts
    return ChangesModel(
        title=texts.say("desk.changes"),
        headers=(
            texts.say("desk.changes.name"),
            texts.say("desk.changes.before"),
            texts.say("desk.changes.after"),
        ),
        rows=tuple(
            ChangeRow(name=change.name, before=change.before, after=change.after)
            for change in changes[:CHANGES_SHOWN]
        ),
        empty=texts.say("desk.changes.none"),
    )


def _said(scene: Scene, view: WizardView) -> BannerModel:
    """A problem where it arose; otherwise what the keys do."""
    if view.problem is not None:
        return of_lamp(scene, Lamp.WARNING, view.problem, view.hint)
    key = f"desk.wizard.help.{view.step.value}"
    return said(scene) or plain("info", scene.texts.say(key))


def _go_on(scene: Scene, desk: TechnicianView, view: WizardView) -> ButtonModel:
    label = scene.texts.say(_GO_ON[view.step])
    return button(scene.texts, Key.ENTER, label, enabled=enter_goes_on(desk), accent=Accent.INFO)
