"""What doctor finds on a PC, each on a system that the test makes up."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.machine_checks import (
    Machine,
    check_card_service,
    check_libraries,
    check_permissions,
    check_python,
    check_qt,
    debian_package,
)
from fidpos.paths import udev_rule
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.registry import FindDevices, Registry
from fidpos.readers.trial import FoundDevice
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message

LINKED = """\
\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-cursor.so.0 => not found
\tlibxkbcommon-x11.so.0 => not found
\tlibQt6Gui.so.6 => /opt/libQt6Gui.so.6 (0x00007f)
\tlibxcb-cursor.so.0 => not found
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    plugin = tmp_path / "libqxcb.so"
    plugin.write_bytes(b"")
    devices = tmp_path / "dev"
    devices.mkdir()
    return Machine(
        qt_plugin=plugin,
        devices=devices,
        link=lambda path: "\tlibc.so.6 => /lib/libc.so.6",
        may_use=Path.exists,
    )


class Pcsc(Registry):
    """A registry whose PC/SC driver finds what a test says."""

    def __init__(self, *found: FoundDevice, fault: Fault | None = None) -> None:
        super().__init__(production=True, distributions=list)
        self._found_now = found
        self._fault = fault

    def finder(self, driver: str) -> FindDevices:
        assert driver == "pcsc"

        def find() -> tuple[FoundDevice, ...]:
            if self._fault is not None:
                raise DeviceUnavailable(self._fault)
            return self._found_now

        return find


def named(lines: list[CheckLine], name: str) -> CheckLine:
    return next(line for line in lines if line.name == name)


def test_this_python_is_new_enough() -> None:
    assert check_python().lamp is Lamp.OK


def test_missing_libraries_are_named_with_the_packages_that_hold_them(machine: Machine) -> None:
    line = check_qt(replace(machine, link=lambda path: LINKED))

    assert line.lamp is Lamp.WARNING
    assert line.message.params == {"libraries": "libxcb-cursor.so.0, libxkbcommon-x11.so.0"}
    assert line.hint is not None
    assert line.hint.params == {"packages": "libxcb-cursor0 libxkbcommon-x11-0"}


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-image.so.0", "libxcb-image0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libGL.so.1", "libgl1"),
        ("libEGL.so.1", "libegl1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("odd", "odd"),
    ],
)
def test_packages_are_named_as_debian_names_them(library: str, package: str) -> None:
    assert debian_package(library) == package


def test_a_qt_that_has_everything_is_well(machine: Machine) -> None:
    assert check_qt(machine).lamp is Lamp.OK


def test_a_system_without_x11_is_not_asked(machine: Machine) -> None:
    assert check_qt(replace(machine, qt_plugin=None)).lamp is Lamp.OFF


def test_a_qt_without_its_module_is_said(machine: Machine, tmp_path: Path) -> None:
    assert check_qt(replace(machine, qt_plugin=tmp_path / "none")).message.key == "doctor.qt.no_plugin"


@pytest.mark.parametrize("error", [FileNotFoundError("ldd"), subprocess.TimeoutExpired("ldd", 1)])
def test_a_linker_that_says_nothing_is_no_alarm(machine: Machine, error: Exception) -> None:
    def link(path: Path) -> str:
        raise error

    assert check_qt(replace(machine, link=link)).lamp is Lamp.OFF


def test_this_very_system_can_be_looked_at() -> None:
    machine = Machine.here()

    assert check_qt(machine).lamp in set(Lamp)
    assert list(check_permissions(machine, frozenset()))


def test_a_card_service_that_is_away_says_how_to_start_it() -> None:
    (line,) = check_card_service(Pcsc(fault=Fault(code=FaultCode.SERVICE_STOPPED)))

    assert (line.name, line.lamp, line.message.key) == ("pcsc", Lamp.WARNING, "reader.fault.service_stopped")
    assert line.hint is not None


def test_readers_of_the_service_are_counted() -> None:
    lines = list(
        check_card_service(Pcsc(FoundDevice(device="a", label="A"), FoundDevice(device="b", label="B")))
    )

    assert named(lines, "pcsc").message.params == {"readers": 2}
    assert named(lines, "kernel_module").lamp is Lamp.OK


def test_a_reader_that_the_kernel_took_gives_the_line_for_the_blacklist() -> None:
    fault = Fault(code=FaultCode.KERNEL_DRIVER, native_code="pn533_usb")

    lines = list(check_card_service(Pcsc(FoundDevice(device="pn533_usb", label="ACR122U", fault=fault))))

    line = named(lines, "kernel_module")
    assert line.lamp is Lamp.WARNING
    assert line.hint == Message(key="technician.hint.kernel_driver", params={"native": "pn533_usb"})
    assert named(lines, "pcsc").message.params == {"readers": 0}


@pytest.mark.parametrize(
    ("node", "name", "driver", "group"),
    [
        ("ttyACM0", "serial_ports", "serial_line", "dialout"),
        ("ttyUSB1", "serial_ports", "serial_line", "dialout"),
        ("input/event3", "input_devices", "evdev_hid", "input"),
    ],
)
def test_a_device_that_may_not_be_opened_names_the_group(
    machine: Machine, node: str, name: str, driver: str, group: str
) -> None:
    path = machine.devices / node
    path.parent.mkdir(exist_ok=True)
    path.touch()
    closed = replace(machine, may_use=lambda path: False)

    used = named(list(check_permissions(closed, frozenset({driver}))), name)
    unused = named(list(check_permissions(closed, frozenset())), name)
    opened = named(list(check_permissions(machine, frozenset({driver}))), name)

    assert (used.lamp, used.message.params) == (Lamp.WARNING, {"node": str(path)})
    assert used.hint is not None
    assert used.hint.params == {"group": group, "rule": str(udev_rule())}
    assert unused.lamp is Lamp.OFF
    assert (opened.lamp, opened.message.params) == (Lamp.OK, {"nodes": 1})


def test_a_system_without_device_files_is_not_asked(machine: Machine, tmp_path: Path) -> None:
    assert list(check_permissions(replace(machine, devices=tmp_path / "none"), frozenset())) == []


def test_libraries_that_no_reader_uses_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    entries = Registry(production=True, distributions=list).entries()

    lines = list(check_libraries(entries, frozenset({"pcsc"})))

    assert named(lines, "library.pcsc").lamp is Lamp.WARNING
    assert named(lines, "library.pcsc").message.params == {"module": "smartcard"}
    assert named(lines, "library.nfc_usb").lamp is Lamp.OFF


def test_libraries_that_are_there_say_their_version() -> None:
    entries = Registry(production=True, distributions=list).entries()

    (line,) = [line for line in check_libraries(entries, frozenset()) if line.name == "library.pcsc"]

    assert line.lamp is Lamp.OK
    assert str(line.message.params["what"]).startswith("pyscard ")
