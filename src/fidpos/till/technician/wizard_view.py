"""The wizard as the screen shows it."""

from fidpos.till.technician.ports import Found, HeldOut, Kind, SettingValue
from fidpos.till.technician.streak import READS_NEEDED
from fidpos.till.technician.view import (
    DeviceChoice,
    KindChoice,
    SettingChange,
    WizardStep,
    WizardView,
)
from fidpos.till.technician.wizard import Wizard
from fidpos.till.view import Message


def wizard_view(wizard: Wizard, test_code: str) -> WizardView:
    """The snapshot; `test_code` is drawn only where one is to be scanned."""
    kind = wizard.kind
    return WizardView(
        step=wizard.step,
        reader=wizard.reader,
        driver=wizard.driver,
        kinds=tuple(_kind_choice(number, each) for number, each in enumerate(wizard.kinds, 1)),
        devices=tuple(_device_choice(number, each) for number, each in enumerate(_found(wizard), 1)),
        chosen=wizard.chosen,
        instruction=_instruction(wizard, kind),
        test_code=_code(wizard.step, kind, test_code),
        raw=wizard.raw,
        findings=wizard.findings,
        changes=_changes(wizard) if wizard.step is WizardStep.RESULT else (),
        reads_done=wizard.streak.reads,
        reads_needed=READS_NEEDED,
        problem=wizard.problem,
        hint=wizard.hint,
    )


def _code(step: WizardStep, kind: Kind | None, test_code: str) -> str:
    """What is to be scanned: first what tells most of the reader's settings, then a number as on cards."""
    if kind is None or kind.held_out is not HeldOut.CODE:
        return ""
    match step:
        case WizardStep.PRESENT:
            return kind.calibration_code or test_code
        case WizardStep.TEST:
            return test_code
        case _:
            return ""


def _found(wizard: Wizard) -> tuple[Found, ...]:
    kind = wizard.kind
    return kind.found if kind is not None and wizard.step is WizardStep.DEVICE else ()


def _kind_choice(number: int, kind: Kind) -> KindChoice:
    return KindChoice(
        number=number,
        driver=kind.driver,
        title=kind.title,
        detail=kind.detail,
        level=kind.level,
        found=len(kind.found),
        fault=kind.fault,
        hint=kind.hint,
    )


def _device_choice(number: int, found: Found) -> DeviceChoice:
    return DeviceChoice(
        number=number,
        device=found.device,
        label=found.label,
        detail=found.detail,
        in_use_by=found.in_use_by,
        fault=found.fault,
        hint=found.hint,
    )


def _instruction(wizard: Wizard, kind: Kind | None) -> Message:
    match wizard.step:
        case WizardStep.KIND:
            return Message(key="desk.wizard.kind" if wizard.kinds else "desk.wizard.looking")
        case WizardStep.DEVICE:
            return Message(key="desk.wizard.device" if _found(wizard) else "desk.wizard.plug_in")
        case WizardStep.PRESENT | WizardStep.TEST as step:
            held = kind.held_out if kind is not None else HeldOut.CARD
            return Message(key=f"desk.wizard.{step.value}.{held.value}")
        case WizardStep.RESULT | WizardStep.DONE as step:
            return Message(key=f"desk.wizard.{step.value}", params={"reader": wizard.reader})


def _changes(wizard: Wizard) -> tuple[SettingChange, ...]:
    """What will be written and is not so already; a new reader had nothing before."""
    kind = wizard.kind
    defaults = kind.defaults if kind is not None else {}
    now = {**defaults, **wizard.before} if wizard.again is not None else {}
    after = wizard.candidate.settings
    return tuple(
        SettingChange(name=name, before=_text(now[name]) if name in now else "", after=_text(value))
        for name, value in sorted(after.items())
        if name not in now or now[name] != value
    )


def _text(value: SettingValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
