"""Which reader has a device that is plugged in: by what it shows, and by what its settings take."""

import pytest

from fidpos.bootstrap.reader_survey import absent_device, survey
from fidpos.bootstrap.readers import Installed
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.readers.registry import Selection
from fidpos.readers.trial import FoundDevice
from fidpos.settings.till_settings import Readers

FULL_NAME = "ACS ACR122U PICC Interface 00 00"
FOUND = FoundDevice(device="ACS ACR122U", label=FULL_NAME, settings={"match": "^ACS\\ ACR122U"})
KEPT = FoundDevice(
    device="pn533_usb", label="ACR122U", fault=Fault(code=FaultCode.KERNEL_DRIVER, native_code="pn533_usb")
)
SHOWN = DeviceStatus(driver="counter", device=FULL_NAME, label="ACS ACR122U PICC", state=ReaderState.READY)


@pytest.fixture(autouse=True)
def plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fidpos.readers.drivers.pcsc.detect.detect", lambda: (FOUND, KEPT))


def users(readers: Readers, *statuses: DeviceStatus, kind: str = "pcsc") -> list[str]:
    installed = Installed(readers=readers, cards={}, secrets=NoSecrets(), is_production=False)
    entries = [entry for entry in installed.registry.entries() if entry.name == kind]
    (surveyed,) = survey(installed, entries, statuses)
    return [each.user for each in surveyed.devices]


def test_a_reader_that_shows_the_whole_name_has_the_device_that_is_found_by_its_model() -> None:
    readers = {"counter": {"driver": "pcsc", "match": "^nothing of the kind"}}

    assert users(readers, SHOWN) == ["counter", ""]


@pytest.mark.parametrize(
    ("settings", "user"),
    [
        ({}, "pcsc"),
        ({"match": "ACR"}, "pcsc"),
        ({"match": "OMNIKEY"}, ""),
        ({"ignore": "ACS"}, ""),
        ({"match": "("}, ""),
    ],
)
def test_a_reader_has_what_its_patterns_take_even_before_it_shows_anything(
    settings: dict[str, str], user: str
) -> None:
    assert users({"pcsc": settings}) == [user, ""]


def test_what_types_belongs_to_the_reader_that_listens_to_the_keyboard() -> None:
    assert users({"keyboard_wedge": {}}, kind="keyboard_wedge") == ["keyboard_wedge"]
    assert users({}, kind="keyboard_wedge") == [""]


PORT = FoundDevice(
    device="usb:0c2e:0b6a:123",
    label="Honeywell",
    detail="/dev/ttyACM0",
    settings={"device": "usb:0c2e:0b6a:123"},
)


def absent(driver: str, settings: dict[str, object]) -> str:
    installed = Installed(readers={}, cards={}, secrets=NoSecrets(), is_production=False)
    entries = [entry for entry in installed.registry.entries() if entry.name == driver]
    (kind,) = survey(installed, entries, ())
    return absent_device(Selection(name="counter", driver=driver, settings=settings), kind)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("", ""),
        ("usb:0c2e:0b6a:123", ""),
        ("/dev/ttyACM0", ""),
        ("/dev/null", ""),
        ("usb:0c2e:0b6a:999", "usb:0c2e:0b6a:999"),
        ("/dev/ttyS999", "/dev/ttyS999"),
    ],
)
def test_a_port_that_the_settings_name_is_looked_for(
    named: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fidpos.readers.drivers.serial_line.detect.detect", lambda: (PORT,))

    assert absent("serial_line", {"device": named}) == said


def test_a_card_reader_that_no_name_fits_is_not_there() -> None:
    assert absent("pcsc", {"match": "ACR122U"}) == ""
    assert absent("pcsc", {"match": "OMNIKEY"}) == "OMNIKEY"
    assert absent("pcsc", {}) == ""


def test_a_reader_found_in_a_way_of_its_driver_is_believed_to_be_there() -> None:
    assert absent("nfc_usb", {"path": "tty:USB0:pn532"}) == ""
    assert absent("nfc_usb", {"path": "usb"}) == ""
