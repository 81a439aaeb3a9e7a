"""A bench that notes what the desk asks of it, and tells the desk what a test says."""

from dataclasses import dataclass, field

from fidpos.domain.ids import StaffId
from fidpos.till.technician.ports import (
    Candidate,
    DevicesTold,
    Found,
    HeldOut,
    Kind,
    KindsTold,
    News,
    Reader,
    Tell,
)
from fidpos.till.technician.view import DeviceLine, PlugInLine
from fidpos.till.view import Lamp, Message

READY = Message(key="light.reader.ready")
PLUG_IN = PlugInLine(
    number=1,
    name="acme",
    distribution="acme-reader",
    version="1.2",
    fingerprint="0123456789abcdef",
    lamp=Lamp.OFF,
    message=Message(key="desk.plug_in.waiting"),
    may_approve=True,
)


def device_line(
    reader: str, *, lamp: Lamp = Lamp.OK, message: Message = READY, feedback: bool = False
) -> DeviceLine:
    """One device of a reader."""
    return DeviceLine(
        reader=reader,
        driver="pcsc",
        device="one",
        label=f"Reader {reader}",
        lamp=lamp,
        message=message,
        gives_feedback=feedback,
    )


COUNTER = Reader(name="counter", driver="pcsc", settings={"match": "^ACS"}, feedback="light_and_buzzer")
ACS = Found(device="ACS ACR122U", label="ACS ACR122U 00 00", settings={"match": "^ACS"}, in_use_by="counter")
OMNIKEY = Found(device="OMNIKEY", label="OMNIKEY 3121 01 00", settings={"match": "^OMNIKEY"})
PCSC = Kind(
    driver="pcsc",
    title=Message(key="reader.kind.pcsc"),
    detail=Message(key="reader.detail.pcsc"),
    level="tested",
    held_out=HeldOut.CARD,
    is_detected=True,
    is_tried=False,
    defaults={"match": "", "uid_order": "as_read"},
    found=(ACS, OMNIKEY),
)
WEDGE = Kind(
    driver="keyboard_wedge",
    title=Message(key="reader.kind.keyboard_wedge"),
    detail=Message(key="reader.detail.keyboard_wedge"),
    level="tested",
    held_out=HeldOut.CODE,
    is_detected=False,
    is_tried=True,
    defaults={"layout": "us", "suffix": "Enter"},
)
BROKEN = Kind(
    driver="broken",
    title=Message(key="reader.kind_other", params={"name": "broken"}),
    detail=Message(key="reader.detail_other", params={"origin": "acme 1.2"}),
    level="experimental",
    held_out=HeldOut.CARD,
    is_detected=False,
    is_tried=False,
    fault=Message(key="reader.fault.library_missing"),
    hint=Message(key="technician.hint.library_missing", params={"native": "acme"}),
)
KINDS = (PCSC, WEDGE, BROKEN)


@dataclass
class ScriptedBench:
    """`ReaderBench` for tests.

    Attributes:
        asked: what the desk asked, in order, with its argument.
    """

    test_code: str = "2012345678903"
    asked: list[tuple[str, object]] = field(default_factory=list)
    _tell: Tell | None = None

    @property
    def is_open(self) -> bool:
        return self._tell is not None

    def tell(self, news: News) -> None:
        """Say it to the desk, if somebody listens."""
        if self._tell is not None:
            self._tell(news)

    def tell_devices(self, *lines: DeviceLine, readers: tuple[Reader, ...] = (COUNTER,)) -> None:
        """All devices as they are."""
        self.tell(DevicesTold(devices=lines, readers=readers))

    def tell_kinds(self, *kinds: Kind) -> None:
        """What can be set up."""
        self.tell(KindsTold(kinds=kinds or KINDS))

    def names(self) -> list[str]:
        """What was asked, without arguments."""
        return [name for name, _ in self.asked]

    def open(self, tell: Tell) -> None:
        self._tell = tell
        self.asked.append(("open", None))

    def close(self) -> None:
        self._tell = None
        self.asked.append(("close", None))

    def survey(self) -> None:
        self.asked.append(("survey", None))

    def try_out(self, candidate: Candidate) -> None:
        self.asked.append(("try_out", candidate))

    def end_trial(self) -> None:
        self.asked.append(("end_trial", None))

    def save(self, candidate: Candidate) -> None:
        self.asked.append(("save", candidate))

    def remove(self, reader: str) -> None:
        self.asked.append(("remove", reader))

    def feedback(self, reader: str, device: str) -> None:
        self.asked.append(("feedback", (reader, device)))

    def list_plug_ins(self) -> None:
        self.asked.append(("list_plug_ins", None))

    def approve(self, plug_in: PlugInLine, *, by: StaffId) -> None:
        self.asked.append(("approve", (plug_in.name, by)))

    def check(self) -> None:
        self.asked.append(("check", None))

    def export(self) -> None:
        self.asked.append(("export", None))
