"""What `fidpos doctor` looks at on the PC itself: Python, Qt, the card service, permissions, libraries.

Nothing is changed and no device is opened. Where the system keeps these things is an argument, so that tests
bring a system of their own.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from fidpos.bootstrap.bench_words import fault_words
from fidpos.bootstrap.libraries import library_version
from fidpos.paths import udev_rule
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.errors import DriverError
from fidpos.readers.registry import DriverEntry, Registry
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message

PYTHON_OLDEST = (3, 11)
LINKER_LIMIT_S = 10.0
_LIBRARIES = frozenset({"library.pcsc", "library.nfc_usb", "library.serial_line"})

_MISSING = re.compile(r"^\s*(\S+) => not found$", re.MULTILINE)
_SHARED_OBJECT = re.compile(r"(.+)\.so\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where a system keeps what is looked at.

    Attributes:
        qt_plugin: Qt's module for X11; None where there is none, as on Windows.
        devices: the folder of device files.
        link: what the linker (`ldd`) says of a file.
        may_use: whether this user may read and write a device file.
    """

    qt_plugin: Path | None
    devices: Path
    link: Callable[[Path], str]
    may_use: Callable[[Path], bool]

    @classmethod
    def here(cls) -> Self:
        """The system that this runs on."""
        return cls(
            qt_plugin=_qt_plugin(),
            devices=Path("/dev"),
            link=_linked,
            may_use=lambda node: os.access(node, os.R_OK | os.W_OK),
        )


def check_python() -> CheckLine:
    """Which Python runs this."""
    version = platform.python_version()
    if sys.version_info < PYTHON_OLDEST:
        return check_line("python", Lamp.WARNING, "doctor.python.old", version=version)
    return check_line("python", Lamp.OK, "doctor.found", what=f"Python {version}, {platform.platform()}")


def check_qt(machine: Machine) -> CheckLine:
    """The libraries that Qt needs for a window; it blames the wrong one when they are missing."""
    if machine.qt_plugin is None:
        return check_line("qt", Lamp.OFF, "doctor.not_here")
    if not machine.qt_plugin.is_file():
        return check_line("qt", Lamp.WARNING, "doctor.qt.no_plugin")
    try:
        missing = sorted(set(_MISSING.findall(machine.link(machine.qt_plugin))))
    except (OSError, subprocess.SubprocessError):
        return check_line("qt", Lamp.OFF, "doctor.qt.unchecked")
    if missing:
        packages = " ".join(debian_package(name) for name in missing)
        hint = Message(key="hint.doctor.qt.missing", params={"packages": packages})
        return check_line("qt", Lamp.WARNING, "doctor.qt.missing", hint, libraries=", ".join(missing))
    return check_line("qt", Lamp.OK, "doctor.found", what=library_version("PySide6"))


def debian_package(library: str) -> str:
    """The package that Debian keeps a library in: `libxcb-cursor.so.0` is in `libxcb-cursor0`."""
    found = _SHARED_OBJECT.fullmatch(library)
    if found is None:
        return library
    name, version = found.groups()
    return f"{name}{'-' if name[-1].isdigit() else ''}{version}".lower()


def check_card_service(registry: Registry) -> Iterator[CheckLine]:
    """Whether the PC/SC service answers, how many readers it has, whether the kernel keeps one from it."""
    try:
        find = registry.finder("pcsc")
        found = find() if find is not None else ()
    except DriverError as error:
        yield fault_line("pcsc", error.fault)
        return
    kept = [device.fault for device in found if device.fault is not None]
    readers = [device for device in found if device.fault is None]
    yield check_line("pcsc", Lamp.OK, "doctor.pcsc.readers", readers=len(readers))
    yield from _kernel_lines(kept)


def _kernel_lines(faults: Iterable[Fault]) -> Iterator[CheckLine]:
    taken = next((fault for fault in faults if fault.code is FaultCode.KERNEL_DRIVER), None)
    if taken is not None:
        yield fault_line("kernel_module", taken)
    else:
        yield check_line("kernel_module", Lamp.OK, "doctor.kernel_module.none")


def check_permissions(machine: Machine, drivers: frozenset[str]) -> Iterator[CheckLine]:
    """Whether this user may open serial ports and input devices, where a driver in use needs them."""
    if not machine.devices.is_dir():
        return
    for name, driver, patterns, group in (
        ("serial_ports", "serial_line", ("ttyACM*", "ttyUSB*"), "dialout"),
        ("input_devices", "evdev_hid", ("input/event*",), "input"),
    ):
        nodes = [node for pattern in patterns for node in sorted(machine.devices.glob(pattern))]
        closed = [node for node in nodes if not machine.may_use(node)]
        if closed and driver in drivers:
            params: dict[str, object] = {"group": group, "rule": str(udev_rule())}
            hint = Message(key=f"hint.doctor.{name}", params=params)
            yield check_line(name, Lamp.WARNING, f"doctor.{name}.closed", hint, node=str(closed[0]))
        else:
            lamp = Lamp.OFF if closed or not nodes else Lamp.OK
            yield check_line(name, lamp, f"doctor.{name}.open", nodes=len(nodes) - len(closed))


def check_libraries(entries: Iterable[DriverEntry], drivers: frozenset[str]) -> Iterator[CheckLine]:
    """What each driver imports; one that no reader uses may be missing."""
    for entry in entries:
        if entry.manifest is None or not entry.manifest.library:
            continue
        version = library_version(entry.manifest.library)
        name = f"library.{entry.name}"
        if version:
            yield check_line(name, Lamp.OK, "doctor.found", what=version)
        else:
            lamp = Lamp.WARNING if entry.name in drivers else Lamp.OFF
            hint = Message(key="hint.doctor.library")
            yield check_line(name, lamp, "doctor.library.missing", hint, module=entry.manifest.library)


def fault_line(name: str, fault: Fault) -> CheckLine:
    """What a fault says, and what to do."""
    words = fault_words(fault)
    return said_line(name, Lamp.WARNING, words.fault, words.hint)


def check_line(name: str, lamp: Lamp, key: str, hint: Message | None = None, **params: object) -> CheckLine:
    """One check; `params` fill its sentence."""
    return said_line(name, lamp, Message(key=key, params=params), hint)


def said_line(name: str, lamp: Lamp, message: Message, hint: Message | None = None) -> CheckLine:
    """One check whose sentence is there already."""
    return CheckLine(name=name, title=_title(name), lamp=lamp, message=message, hint=hint)


def _title(name: str) -> Message:
    """`reader.counter` is the reader "counter"; libraries that come along are named by what they are for."""
    what, _, of = name.partition(".")
    if name in _LIBRARIES or not of:
        return Message(key=f"doctor.title.{name}")
    return Message(key=f"doctor.title.{what}", params={"name": of})


def _qt_plugin() -> Path | None:
    spec = find_spec("PySide6")
    if not sys.platform.startswith("linux") or spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms" / "libqxcb.so"


def _linked(path: Path) -> str:
    ldd = shutil.which("ldd")
    if ldd is None:
        raise FileNotFoundError("ldd")
    return subprocess.run(  # noqa: S603 - a file that was installed with Qt
        [ldd, str(path)], capture_output=True, text=True, timeout=LINKER_LIMIT_S, check=True
    ).stdout
