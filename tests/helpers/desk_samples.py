"""Sample views of the technician's desk, for every page, state and step."""

from dataclasses import replace
from datetime import timedelta

from fidpos.settings.till_settings import PrinterKind
from fidpos.till.technician.view import (
    CheckLine,
    DeviceChoice,
    DeviceLine,
    EventLine,
    Finding,
    KindChoice,
    Page,
    PlugInLine,
    RawKind,
    RawLine,
    SettingChange,
    TechnicianView,
    WizardStep,
    WizardView,
)
from fidpos.till.ticket.choosing import PrinterLine
from fidpos.till.ticket.printer import PrinterState
from fidpos.till.view import CheckoutView, Lamp, Message, TillState
from tests.helpers.sample_views import IN_TROUBLE, NOW, STAFF, Sample

TECHNICIAN = STAFF[-1]
TEST_CODE = "04810000000017"
FINGERPRINT = "9f2c41d07be8a635"


def at(desk: TechnicianView) -> CheckoutView:
    """The view of a till on which this lies."""
    return CheckoutView(state=TillState.TECHNICIAN, staff=TECHNICIAN, technician=desk, at=NOW)


PCSC = DeviceLine(
    reader="pcsc",
    driver="pcsc",
    device="072f:2200:RR171-004512",
    label="ACS ACR1252 Dual Reader PICC 0",
    lamp=Lamp.OK,
    message=Message(key="light.reader.ready"),
    good_reads=1204,
    faults=3,
    seen_at=NOW - timedelta(seconds=42),
    gives_feedback=True,
)
SCANNER = DeviceLine(
    reader="scanner",
    driver="keyboard_wedge",
    device="keyboard",
    label="Datalogic QuickScan QD2500",
    lamp=Lamp.OK,
    message=Message(key="light.reader.ready"),
    good_reads=18_562,
    faults=41,
    seen_at=NOW - timedelta(minutes=12),
)
SERIAL = DeviceLine(
    reader="serial",
    driver="serial_line",
    device="/dev/serial/by-id/usb-Honeywell_1900_12345",
    label="Honeywell Xenon 1900",
    lamp=Lamp.WARNING,
    message=Message(key="reader.fault.device_lost"),
    hint=Message(key="reader.hint.device_lost"),
    good_reads=77,
    faults=9,
    seen_at=NOW - timedelta(hours=3),
)
DEVICES = (PCSC, SCANNER, SERIAL)
FACTS = (
    (Message(key="desk.fact.driver"), "pcsc"),
    (Message(key="desk.fact.origin"), "fidpos"),
    (Message(key="desk.fact.library"), "pyscard 2.3.1"),
    (Message(key="desk.fact.setting", params={"name": "feedback"}), "light_and_buzzer"),
    (Message(key="desk.fact.setting", params={"name": "uid_order"}), "as_read"),
)


def _event(
    seconds: int, line: DeviceLine, lamp: Lamp, key: str, form: str = "", token: str = ""
) -> EventLine:
    return EventLine(
        at=NOW - timedelta(seconds=seconds),
        reader=line.reader,
        label=line.label,
        lamp=lamp,
        message=Message(key=key),
        form=form,
        token=token,
    )


EVENTS = (
    _event(42, PCSC, Lamp.OK, "desk.event.read", "desfire", "0481000000486"),
    _event(65, PCSC, Lamp.WARNING, "read.bank_card"),
    _event(127, SCANNER, Lamp.OK, "desk.event.read", "ean13", "0481000000127"),
    _event(240, SERIAL, Lamp.WARNING, "reader.fault.device_lost"),
    _event(300, SERIAL, Lamp.OK, "light.reader.ready"),
    _event(361, SCANNER, Lamp.WARNING, "read.bad_read"),
    _event(400, PCSC, Lamp.OK, "desk.event.read", "ntag424", "0481000000031"),
)
RAW = (
    RawLine(kind=RawKind.ATR, hex="3B 81 80 01 80 80"),
    RawLine(kind=RawKind.COMMAND, hex="00A4040009F04649445030303031"),
    RawLine(kind=RawKind.ANSWER, hex="9000"),
    RawLine(kind=RawKind.COMMAND, hex="00CA010000"),
    RawLine(kind=RawKind.ANSWER, hex="303438313030303030303034383600019000"),
    RawLine(kind=RawKind.COMMAND, hex=""),
    RawLine(kind=RawKind.FRAME, hex="02303438313030303030303132370D0A"),
)
BASE = TechnicianView(devices=DEVICES, events=EVENTS, facts=FACTS)

KINDS = tuple(
    KindChoice(
        number=number,
        driver=driver,
        title=Message(key=f"reader.kind.{driver}"),
        detail=Message(key=f"reader.detail.{driver}"),
        level="production",
        found=found,
        fault=fault,
        hint=hint,
    )
    for number, (driver, found, fault, hint) in enumerate(
        (
            ("pcsc", 2, None, None),
            ("keyboard_wedge", 0, None, None),
            ("serial_line", 1, None, None),
            (
                "nfc_usb",
                0,
                Message(key="reader.fault.library_missing"),
                Message(key="reader.hint.library_missing"),
            ),
            ("evdev_hid", 1, None, None),
            ("simulated", 0, None, None),
        ),
        start=1,
    )
)
FOUND = (
    DeviceChoice(
        number=1, device="072f:2200:RR171-004512", label=PCSC.label, detail="USB 1-2", in_use_by="pcsc"
    ),
    DeviceChoice(number=2, device="04e6:5816:21251", label="SCM uTrust 3700 F", detail="USB 1-4"),
    DeviceChoice(
        number=3,
        device="08e6:3437:0000",
        label="Gemalto PC Twin Reader",
        detail="USB 2-1",
        fault=Message(key="reader.fault.access_denied"),
        hint=Message(key="reader.hint.access_denied"),
    ),
)
FINDINGS = (
    Finding(lamp=Lamp.OK, message=Message(key="desk.finding.card", params={"form": "desfire"})),
    Finding(lamp=Lamp.WARNING, message=Message(key="desk.finding.uid.reversed")),
)
CHANGES = (
    SettingChange(name="device", before="", after="04e6:5816:21251"),
    SettingChange(name="feedback", before="off", after="light_and_buzzer"),
    SettingChange(name="uid_order", before="as_read", after="reversed"),
)
PLUG_INS = (
    PlugInLine(
        number=1,
        name="omnikey",
        distribution="fidpos-omnikey",
        version="1.4.0",
        fingerprint=FINGERPRINT,
        lamp=Lamp.OFF,
        message=Message(key="desk.plug_in.waiting"),
        hint=Message(key="desk.plug_in.compare"),
        may_approve=True,
    ),
    PlugInLine(
        number=2,
        name="city_pass",
        distribution="fidpos-city-pass",
        version="0.9.2",
        fingerprint="04b1f6aa90c2de17",
        lamp=Lamp.OK,
        message=Message(key="desk.plug_in.approved"),
        may_approve=False,
    ),
    PlugInLine(
        number=3,
        name="old_reader",
        distribution="old-reader",
        version="0.1",
        fingerprint="77aa0c1b2d3e4f50",
        lamp=Lamp.WARNING,
        message=Message(key="reader.fault.manifest_refused"),
        hint=Message(key="reader.hint.manifest_refused"),
        may_approve=False,
    ),
)


def check(name: str, key: str, hint: Message | None = None, **params: object) -> CheckLine:
    """A check that warns when it has a hint."""
    return CheckLine(
        name=name,
        title=Message(key=f"doctor.title.{name}"),
        lamp=Lamp.OK if hint is None else Lamp.WARNING,
        message=Message(key=key, params=params),
        hint=hint,
    )


CHECKS = (
    check(
        "serial_ports",
        "doctor.serial_ports.closed",
        Message(key="hint.doctor.serial_ports", params={"group": "dialout"}),
        node="/dev/ttyACM0",
    ),
    check("backups", "light.backup.never", Message(key="hint.doctor.backups")),
    check("python", "doctor.found", what="Python 3.11.9, Linux-6.1.0-18-amd64-x86_64"),
    check("qt", "doctor.found", what="PySide6 6.8.1"),
    check("pcsc", "doctor.pcsc.readers", readers=1),
    check("library.nfc_usb", "doctor.found", what="nfcpy 1.0.4"),
    check("store", "doctor.store.holds", events=4_211),
    check("disk", "doctor.disk.free", free_mb=81_400),
)


def wizard(step: WizardStep, instruction: str, **more: object) -> TechnicianView:
    """The wizard at this step, setting up a second card reader."""
    view = WizardView(
        step=step,
        reader="pcsc_2",
        driver="pcsc",
        instruction=Message(key=instruction, params={"reader": "pcsc_2"}),
    )
    return TechnicianView(page=Page.WIZARD, wizard=replace(view, **more))  # type: ignore[arg-type]  # fields


KIND = wizard(WizardStep.KIND, "desk.wizard.kind", kinds=KINDS, chosen=2)
DEVICE = wizard(WizardStep.DEVICE, "desk.wizard.device", devices=FOUND, chosen=1)
PRESENT_CARD = wizard(WizardStep.PRESENT, "desk.wizard.present.card")
PRESENT_CODE = wizard(
    WizardStep.PRESENT,
    "desk.wizard.present.code",
    test_code=TEST_CODE,
    findings=FINDINGS[:1],
    raw=RAW[-1:],
)
RESULT = wizard(WizardStep.RESULT, "desk.wizard.result", findings=FINDINGS, changes=CHANGES, raw=RAW[:3])
TEST = wizard(WizardStep.TEST, "desk.wizard.test.code", test_code=TEST_CODE, reads_done=2)
DONE = wizard(WizardStep.DONE, "desk.wizard.done", reads_done=3)
PROBLEM = wizard(
    WizardStep.TEST,
    "desk.wizard.test.card",
    reads_done=1,
    problem=Message(key="desk.other_card"),
    hint=Message(key="desk.hint.again"),
)
PLUG_IN_PAGE = TechnicianView(page=Page.PLUG_INS, plug_ins=PLUG_INS)
HEALTH_PAGE = TechnicianView(page=Page.HEALTH, checks=CHECKS, chosen=0)

PRINTERS = (
    PrinterLine(kind=PrinterKind.NONE, title=Message(key="task.printer.none")),
    PrinterLine(kind=PrinterKind.USB, title="USB lp0", address="/dev/usb/lp0", state=PrinterState.NO_PAPER),
    PrinterLine(kind=PrinterKind.SERIAL, title="TM-T20II", address="/dev/ttyUSB0"),
    PrinterLine(kind=PrinterKind.NETWORK, title=Message(key="task.printer.network")),
)
PRINTER_PAGE = TechnicianView(page=Page.PRINTER, printers=PRINTERS, paper="80mm", chosen=1)

DESK_SAMPLES = {
    "devices": Sample(view=at(BASE)),
    "devices_lost": Sample(view=at(replace(BASE, chosen=2, facts=())), lights=IN_TROUBLE),
    "devices_none": Sample(view=at(TechnicianView())),
    "devices_busy": Sample(
        view=at(
            replace(
                BASE,
                devices=(replace(PCSC, lamp=Lamp.BUSY, message=Message(key="light.reader.busy")), SCANNER),
                is_busy=True,
            )
        )
    ),
    "devices_notice": Sample(
        view=at(
            replace(
                BASE,
                notice=Message(key="desk.remove_again", params={"reader": "pcsc"}),
                notice_lamp=Lamp.WARNING,
            )
        )
    ),
    "devices_failed": Sample(
        view=at(
            replace(
                BASE,
                devices=(
                    replace(
                        PCSC,
                        lamp=Lamp.WARNING,
                        message=Message(key="reader.fault.stuck"),
                        hint=Message(key="reader.hint.stuck"),
                    ),
                    replace(SCANNER, lamp=Lamp.OFF, message=Message(key="light.reader.stopped")),
                ),
            )
        )
    ),
    "devices_many": Sample(
        view=at(
            replace(
                BASE,
                chosen=6,
                events=(),
                devices=tuple(replace(PCSC, label=f"{PCSC.label} {n}", device=str(n)) for n in range(8)),
            )
        )
    ),
    "raw": Sample(view=at(replace(BASE, raw_open=True, raw=RAW))),
    "wizard_kind": Sample(view=at(KIND)),
    "wizard_device": Sample(view=at(DEVICE)),
    "wizard_plug_in": Sample(view=at(wizard(WizardStep.DEVICE, "desk.wizard.plug_in"))),
    "wizard_present_card": Sample(view=at(PRESENT_CARD)),
    "wizard_present_code": Sample(view=at(PRESENT_CODE)),
    "wizard_result": Sample(view=at(RESULT)),
    "wizard_test": Sample(view=at(TEST)),
    "wizard_problem": Sample(view=at(PROBLEM)),
    "wizard_done": Sample(view=at(DONE)),
    "plug_ins": Sample(view=at(PLUG_IN_PAGE)),
    "plug_ins_asked": Sample(view=at(PLUG_IN_PAGE), asked=PLUG_INS[0]),
    "printer": Sample(view=at(PRINTER_PAGE)),
    "health": Sample(view=at(HEALTH_PAGE)),
    "health_busy": Sample(view=at(replace(HEALTH_PAGE, checks=(), is_busy=True))),
    "help": Sample(view=at(BASE), help_open=True),
}
