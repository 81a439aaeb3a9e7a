"""Setting up a reader, step by step: a pure state machine.

    KIND -> DEVICE (what is plugged in) -> PRESENT (the test card, or the code on screen)
         -> RESULT (what was found out, what will be set) -> save -> TEST (three reads in a row) -> DONE

A kind that sees no devices goes from KIND to PRESENT. A kind with a trial finds out its settings; any other
is tried with the driver itself. Each transition returns the wizard as it is then, and what is to be asked of
the bench.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.uid_form import UidForm
from fidpos.till.technician.ports import Candidate, Discovered, Found, Kind, Reader, Settings
from fidpos.till.technician.streak import Streak
from fidpos.till.technician.view import Finding, RawLine, WizardStep
from fidpos.till.view import Lamp, Message

UID_ORDER = "uid_order"
"""A driver whose readers may turn a UID round declares this setting: `as_read` or `reversed`."""

_NAMES_A_DEVICE = ("device", "path")
"""Settings by which drivers take one very device."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Look for devices."""


@dataclass(frozen=True, slots=True)
class TryOut:
    """Listen to the device."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class EndTrial:
    """Let go of it; the reader works as before."""


@dataclass(frozen=True, slots=True)
class Save:
    """Write it into the settings."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing more to do: back to the list of devices."""


Order = Survey | TryOut | EndTrial | Save | Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Wizard:
    """Where the wizard stands.

    Attributes:
        again: the reader that is set up again; None for a new one.
        taken: names of readers that a new one cannot have.
        chosen: index of the line of the step that has lines; -1 while the chosen device is gone.
        gone: the device that was chosen and is not plugged in any more.
        raw: what came of the last presentation.
        streak: reads in a row of the test.
    """

    step: WizardStep = WizardStep.KIND
    again: Reader | None = None
    taken: frozenset[str] = frozenset()
    kinds: tuple[Kind, ...] = ()
    driver: str = ""
    device: Found | None = None
    chosen: int = 0
    gone: str = ""
    discovered: Discovered | None = None
    findings: tuple[Finding, ...] = ()
    raw: tuple[RawLine, ...] = ()
    streak: Streak = field(default_factory=Streak)
    problem: Message | None = None
    hint: Message | None = None

    @property
    def kind(self) -> Kind | None:
        """The kind that was chosen."""
        return next((kind for kind in self.kinds if kind.driver == self.driver), None)

    @property
    def reader(self) -> str:
        """Name of the reader, or the one that a new one will get: its driver's, with a number if need be."""
        if self.again is not None:
            return self.again.name
        numbered = (self.driver, *(f"{self.driver}_{number}" for number in range(2, len(self.taken) + 3)))
        return next(name for name in numbered if name not in self.taken)

    def awaits(self, reader: str) -> bool:
        """Whether a card held out to this reader may settle its settings."""
        return self.step is WizardStep.PRESENT and reader == self.reader

    @property
    def before(self) -> Settings:
        """What the settings say of the reader now."""
        return self.again.settings if self.again is not None else {}

    @property
    def candidate(self) -> Candidate:
        """The reader as it would be saved."""
        found = self.device.settings if self.device is not None else {}
        told = self.discovered.settings if self.discovered is not None else {}
        return Candidate(
            reader=self.reader,
            driver=self.driver,
            device=self.device.device if self.device is not None else "",
            settings={**self.before, **found, **told},
        )

    @property
    def lines(self) -> int:
        """How many lines there are to choose from."""
        if self.step is WizardStep.KIND:
            return len(self.kinds)
        kind = self.kind
        return len(kind.found) if self.step is WizardStep.DEVICE and kind is not None else 0


Step = tuple[Wizard, tuple[Order, ...]]


def begin(taken: frozenset[str], again: Reader | None = None) -> Step:
    """A new reader, or one that is set up again; the kinds are asked for."""
    return Wizard(again=again, taken=taken), (Survey(),)


def choose(wizard: Wizard, index: int) -> Wizard:
    """Choose the line with this index, as far as there are lines."""
    kept = max(0, min(index, wizard.lines - 1))
    return replace(wizard, chosen=kept, gone="", problem=None, hint=None)


def told_kinds(wizard: Wizard, kinds: tuple[Kind, ...]) -> Step:
    """What is there now; a reader that is set up again goes on to its devices by itself."""
    told = replace(wizard, kinds=tuple(_with_its_own(kind, wizard.again) for kind in kinds))
    if wizard.step is WizardStep.KIND and wizard.again is not None and not wizard.kinds:
        own = next((i for i, kind in enumerate(kinds) if kind.driver == wizard.again.driver), None)
        return go_on(replace(told, chosen=own)) if own is not None else (told, ())
    if wizard.step is WizardStep.DEVICE:
        return _keep_device(wizard, told), ()
    return replace(told, chosen=_same_line(wizard, told)), ()


def go_on(wizard: Wizard) -> Step:
    """Enter."""
    match wizard.step:
        case WizardStep.KIND:
            return _take_kind(wizard)
        case WizardStep.DEVICE:
            return _take_device(wizard)
        case WizardStep.RESULT:
            return replace(wizard, problem=None, hint=None), (Save(wizard.candidate),)
        case WizardStep.PRESENT | WizardStep.TEST:
            return wizard, ()
        case WizardStep.DONE:
            return wizard, (Leave(),)


def go_back(wizard: Wizard) -> Step:
    """Esc: the step before; what is saved stays saved."""
    clean = replace(wizard, gone="", problem=None, hint=None, findings=(), raw=(), discovered=None)
    kind = wizard.kind
    match wizard.step:
        case WizardStep.DEVICE if wizard.again is None:
            return replace(clean, step=WizardStep.KIND, driver="", chosen=0), (Survey(),)
        case WizardStep.PRESENT if kind is not None and kind.is_detected:
            return replace(clean, step=WizardStep.DEVICE, device=None, chosen=0), (EndTrial(), Survey())
        case WizardStep.PRESENT if wizard.again is None:
            return replace(clean, step=WizardStep.KIND, driver="", chosen=0), (EndTrial(), Survey())
        case WizardStep.RESULT:
            return replace(clean, step=WizardStep.PRESENT), (TryOut(clean.candidate),)
        case _:
            return clean, (EndTrial(), Leave())


def told_trace(wizard: Wizard, reader: str, lines: tuple[RawLine, ...]) -> Wizard:
    """Bytes of a presentation, which come before what they meant."""
    listens = wizard.step in {WizardStep.PRESENT, WizardStep.TEST} and reader == wizard.reader
    return replace(wizard, raw=lines) if listens else wizard


def discover(wizard: Wizard, told: Discovered) -> Wizard:
    """The trial told something; a whole result shows what will be set."""
    if wizard.step is not WizardStep.PRESENT:
        return wizard
    heard = replace(wizard, findings=told.findings, raw=told.raw or wizard.raw, problem=None, hint=None)
    return replace(heard, discovered=told, step=WizardStep.RESULT) if told.is_whole else heard


def read(wizard: Wizard, seen: CardRead | RefusedRead, known: UidForm | None) -> Wizard:
    """A reader handed something on.

    Args:
        wizard: before it.
        seen: what it was.
        known: the form in which it is a known card's UID.
    """
    if seen.driver != wizard.reader:
        return wizard
    if wizard.step is WizardStep.TEST:
        return _count(wizard, seen)
    if not wizard.awaits(seen.driver):
        return wizard
    if isinstance(seen, RefusedRead):
        return _refused(wizard, seen)
    return discover(wizard, _read_by_the_driver(wizard, seen, known))


def told_saved(wizard: Wizard) -> Wizard:
    """It is written: three reads in a row prove it."""
    if wizard.step is not WizardStep.RESULT:
        return wizard
    return replace(wizard, step=WizardStep.TEST, streak=Streak(), raw=())


def told_device(wizard: Wizard, reader: str, message: Message, hint: Message | None) -> Wizard:
    """How the driver that is tried or tested is; only what is wrong (it has a hint) needs a word."""
    listens = wizard.step in {WizardStep.PRESENT, WizardStep.TEST} and reader == wizard.reader
    return replace(wizard, problem=message, hint=hint) if listens and hint is not None else wizard


def told_fault(wizard: Wizard, fault: Message, hint: Message | None) -> Wizard:
    """The device cannot be opened, or the settings cannot be written."""
    return replace(wizard, problem=fault, hint=hint)


def _take_kind(wizard: Wizard) -> Step:
    if not wizard.kinds:
        return wizard, ()
    kind = wizard.kinds[wizard.chosen]
    if kind.fault is not None:
        return replace(wizard, problem=kind.fault, hint=kind.hint), ()
    taken = replace(wizard, driver=kind.driver, problem=None, hint=None, chosen=0)
    if kind.is_detected:
        return replace(taken, step=WizardStep.DEVICE, chosen=_used_device(taken, kind)), (Survey(),)
    present = replace(taken, step=WizardStep.PRESENT, findings=_by_hand(taken, kind))
    return present, (TryOut(present.candidate),)


def _by_hand(wizard: Wizard, kind: Kind) -> tuple[Finding, ...]:
    """A driver that neither finds devices nor finds out settings may need some that a person writes."""
    if kind.is_tried or not kind.defaults:
        return ()
    params: dict[str, object] = {"reader": wizard.reader, "names": ", ".join(sorted(kind.defaults))}
    return (Finding(lamp=Lamp.OFF, message=Message(key="desk.finding.by_hand", params=params)),)


def _take_device(wizard: Wizard) -> Step:
    kind = wizard.kind
    if kind is None or not 0 <= wizard.chosen < len(kind.found):
        return wizard, ()
    found = kind.found[wizard.chosen]
    if found.fault is not None:
        return replace(wizard, problem=found.fault, hint=found.hint), ()
    if found.in_use_by not in {"", wizard.reader}:
        problem = Message(key="desk.device_in_use", params={"reader": found.in_use_by})
        return replace(wizard, problem=problem, hint=Message(key="desk.hint.device_in_use")), ()
    present = replace(wizard, device=found, step=WizardStep.PRESENT, problem=None, hint=None)
    return present, (TryOut(present.candidate),)


def _used_device(wizard: Wizard, kind: Kind) -> int:
    return next((i for i, found in enumerate(kind.found) if found.in_use_by == wizard.reader), 0)


def _same_line(before: Wizard, now: Wizard) -> int:
    """The line that was chosen, wherever it stands now."""
    if before.step is WizardStep.KIND and before.chosen < len(before.kinds):
        name = before.kinds[before.chosen].driver
        return next((i for i, kind in enumerate(now.kinds) if kind.driver == name), 0)
    return max(0, min(before.chosen, now.lines - 1))


def _keep_device(before: Wizard, now: Wizard) -> Wizard:
    """The device that was chosen stays so wherever it stands now; while it is gone, no other one is."""
    earlier, later = before.kind, now.kind
    there = earlier.found if earlier is not None else ()
    device = before.gone or (there[before.chosen].device if 0 <= before.chosen < len(there) else "")
    if not device:
        return replace(now, chosen=0)
    found = later.found if later is not None else ()
    place = next((i for i, each in enumerate(found) if each.device == device), None)
    if place is None:
        problem = Message(key="desk.device_gone", params={"device": device})
        return replace(
            now, chosen=-1, gone=device, problem=problem, hint=Message(key="desk.hint.device_gone")
        )
    return (
        replace(now, chosen=place, gone="", problem=None, hint=None)
        if before.gone
        else replace(now, chosen=place)
    )


def _with_its_own(kind: Kind, again: Reader | None) -> Kind:
    """A reader that is set up again has its own device on top, even if no search finds such devices."""
    if again is None or kind.driver != again.driver or not kind.is_detected:
        return kind
    named = {name: again.settings[name] for name in _NAMES_A_DEVICE if again.settings.get(name)}
    if not named or any(found.in_use_by == again.name for found in kind.found):
        return kind
    device = str(next(iter(named.values())))
    own = Found(device=device, label=device, settings=named, in_use_by=again.name)
    return replace(kind, found=(own, *(found for found in kind.found if found.device != device)))


def _refused(wizard: Wizard, seen: RefusedRead) -> Wizard:
    finding = Finding(lamp=Lamp.WARNING, message=Message(key=f"read.{seen.reason.value}"))
    hint = Message(key="desk.hint.present_ours")
    return replace(wizard, findings=(finding,), problem=finding.message, hint=hint)


def _read_by_the_driver(wizard: Wizard, seen: CardRead, known: UidForm | None) -> Discovered:
    """What a read tells where there is no trial: the card's format, and the order of its UID."""
    findings = [Finding(lamp=Lamp.OK, message=Message(key="desk.finding.card", params={"form": seen.form}))]
    settings: dict[str, bool | int | str | tuple[str, ...]] = {}
    if known is not None:
        right = known is UidForm.AS_READ
        key = f"desk.finding.uid.{known.value}"
        findings.append(Finding(lamp=Lamp.OK if right else Lamp.WARNING, message=Message(key=key)))
        if known is UidForm.REVERSED and wizard.kind is not None and UID_ORDER in wizard.kind.defaults:
            settings[UID_ORDER] = _turned(wizard.candidate.settings.get(UID_ORDER))
    return Discovered(is_whole=True, settings=settings, findings=tuple(findings), raw=wizard.raw)


def _turned(order: object) -> str:
    """The other way round from how the driver was set while the card was read."""
    return UidForm.AS_READ if order == UidForm.REVERSED else UidForm.REVERSED


def _count(wizard: Wizard, seen: CardRead | RefusedRead) -> Wizard:
    """Three in a row, all the same; anything else begins again."""
    streak = wizard.streak.after(seen)
    problem, hint = None, None
    if streak.broke:
        key = f"read.{seen.reason.value}" if isinstance(seen, RefusedRead) else "desk.other_card"
        problem, hint = Message(key=key), Message(key="desk.hint.again")
    step = WizardStep.DONE if streak.is_proof else WizardStep.TEST
    return replace(wizard, streak=streak, step=step, problem=problem, hint=hint)
