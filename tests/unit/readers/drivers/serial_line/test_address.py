import pytest

from fidpos.readers.drivers.serial_line.address import (
    AddressInvalid,
    PathAddress,
    PortInfo,
    UsbAddress,
    find_exact,
    find_twin,
    parse_address,
    stable_id,
)

SCANNER = PortInfo(path="/dev/ttyACM0", label="Scanner", model="0c2e:0b61", serial="A1", location="1-1")
TWIN = PortInfo(path="/dev/ttyACM1", label="Scanner", model="0c2e:0b61", serial="B2", location="1-2")
MODEM = PortInfo(path="/dev/ttyACM2", label="Modem", model="12d1:1001", serial="A1", location="1-3")
SERIAL_PORT = PortInfo(path="/dev/ttyS0", label="/dev/ttyS0")
BY_SERIAL = UsbAddress(model="0c2e:0b61", serial="A1")
BY_PLACE = UsbAddress(model="0c2e:0b61", location="1-1")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/dev/ttyS0", PathAddress("/dev/ttyS0")),
        ("COM3", PathAddress("COM3")),
        ("usb:0c2e:0b61:A1", BY_SERIAL),
        ("USB:0C2E:0B61:A1", BY_SERIAL),
        ("usb:0c2e:0b61@1-1", BY_PLACE),
        ("usb:0c2e:0b61:with:colon@and at", UsbAddress(model="0c2e:0b61", serial="with:colon@and at")),
        ("usb:0c2e:0b61@1-1.2:1.0", UsbAddress(model="0c2e:0b61", location="1-1.2:1.0")),
    ],
)
def test_a_port_is_named_by_path_serial_number_or_place(text: str, address: PathAddress | UsbAddress) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "  ", "usb:", "usb:0c2e:0b61", "usb:0c2e:0b61:", "usb:xyz:0b61:A1"])
def test_what_names_no_port_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid):
        parse_address(text)


def test_the_id_of_a_usb_device_is_its_serial_number() -> None:
    assert stable_id(SCANNER, [SCANNER, TWIN, MODEM]) == "usb:0c2e:0b61:A1"


def test_a_serial_number_that_two_ports_share_tells_nothing_so_the_place_does() -> None:
    same = PortInfo(path="/dev/ttyACM9", label="", model="0c2e:0b61", serial="A1", location="1-9")

    assert stable_id(SCANNER, [SCANNER, same]) == "usb:0c2e:0b61@1-1"


def test_a_device_without_serial_number_is_known_by_its_place_and_without_a_place_by_its_path() -> None:
    nameless = PortInfo(path="/dev/ttyUSB0", label="", model="1a86:7523", location="2-1")
    nowhere = PortInfo(path="COM4", label="", model="1a86:7523")

    assert stable_id(nameless, [nameless]) == "usb:1a86:7523@2-1"
    assert stable_id(nowhere, [nowhere]) == "COM4"


def test_a_port_of_the_machine_is_known_by_its_path() -> None:
    assert stable_id(SERIAL_PORT, [SERIAL_PORT]) == "/dev/ttyS0"


@pytest.mark.parametrize("port", [SCANNER, TWIN, MODEM])
def test_an_id_finds_its_port_again(port: PortInfo) -> None:
    ports = [SCANNER, TWIN, MODEM, SERIAL_PORT]
    address = parse_address(stable_id(port, ports))

    assert isinstance(address, UsbAddress)
    assert find_exact(address, ports) == port
    assert parse_address(address.text) == address


@pytest.mark.parametrize("address", [BY_SERIAL, BY_PLACE])
def test_the_very_device_is_found_and_no_twin_counts_as_it(address: UsbAddress) -> None:
    assert find_exact(address, [MODEM, TWIN, SCANNER]) == SCANNER
    assert find_exact(address, [MODEM, TWIN]) is None


def test_the_only_twin_takes_the_place() -> None:
    assert find_twin(BY_SERIAL, [MODEM, TWIN], slot="") == TWIN


def test_of_several_twins_the_one_in_the_same_slot_takes_the_place() -> None:
    third = PortInfo(path="/dev/ttyACM7", label="", model="0c2e:0b61", serial="C3", location="1-1")

    assert find_twin(BY_SERIAL, [TWIN, third], slot="1-1") == third
    assert find_twin(BY_SERIAL, [TWIN, third], slot="1-8") is None
    assert find_twin(BY_SERIAL, [TWIN, third], slot="") is None


def test_another_model_never_takes_the_place() -> None:
    assert find_twin(BY_SERIAL, [MODEM, SERIAL_PORT], slot="1-3") is None
