from dataclasses import dataclass
from pathlib import Path

from fidpos.readers.drivers.serial_line.address import PortInfo
from fidpos.readers.drivers.serial_line.listing import is_permitted, list_ports, owning_group, port_infos


@dataclass(kw_only=True)
class Listed:
    """A port as pyserial lists it."""

    device: str
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None
    location: str | None = None
    manufacturer: str | None = None
    product: str | None = None


USB = Listed(
    device="/dev/ttyACM0",
    vid=0x0C2E,
    pid=0x0B61,
    serial_number="A1",
    location="1-1",
    manufacturer="Honeywell",
    product="1900",
)


def test_a_usb_device_has_a_model_a_number_and_a_place(tmp_path: Path) -> None:
    assert port_infos([USB], sysfs=tmp_path) == (
        PortInfo(path="/dev/ttyACM0", label="Honeywell 1900", model="0c2e:0b61", serial="A1", location="1-1"),
    )


def test_what_a_device_does_not_say_is_empty(tmp_path: Path) -> None:
    (nameless,) = port_infos([Listed(device="/dev/ttyUSB0", vid=0x1A86, pid=0x7523)], sysfs=tmp_path)

    assert nameless == PortInfo(path="/dev/ttyUSB0", label="/dev/ttyUSB0", model="1a86:7523")


def test_a_port_without_hardware_is_left_out(tmp_path: Path) -> None:
    for name, kind in (("ttyS0", "4\n"), ("ttyS1", "0\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(kind)

    ports = port_infos([Listed(device="/dev/ttyS1"), Listed(device="/dev/ttyS0")], sysfs=tmp_path)
    assert [port.path for port in ports] == ["/dev/ttyS0"]


def test_ports_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    names = ["/dev/ttyS10", "/dev/ttyS2", "/dev/ttyS1"]
    ports = port_infos([Listed(device=name) for name in names], sysfs=tmp_path)

    assert [port.path for port in ports] == ["/dev/ttyS1", "/dev/ttyS2", "/dev/ttyS10"]


def test_this_machine_can_be_asked() -> None:
    assert all(port.path for port in list_ports())


def test_a_port_that_is_not_there_is_not_permitted_and_nobody_s(tmp_path: Path) -> None:
    missing = str(tmp_path / "ttyACM0")

    assert not is_permitted(missing)
    assert owning_group(missing) == ""


def test_the_group_of_a_port_is_known(tmp_path: Path) -> None:
    (tmp_path / "ttyACM0").touch()

    assert owning_group(str(tmp_path / "ttyACM0")) == tmp_path.group()
