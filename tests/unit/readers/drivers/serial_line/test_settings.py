import pytest

from fidpos.domain.uid_form import UidForm
from fidpos.readers.drivers.serial_line.address import UsbAddress
from fidpos.readers.drivers.serial_line.framing import End, Framing
from fidpos.readers.drivers.serial_line.settings import LineCoding, SerialSettings
from fidpos.readers.errors import SettingsRefused
from tests.helpers.serial_port import serial_settings


def test_the_defaults_are_what_makers_ship() -> None:
    settings = SerialSettings.of(serial_settings(device="usb:0c2e:0b61:A1"))

    assert settings.address == UsbAddress(model="0c2e:0b61", serial="A1")
    assert settings.coding == LineCoding(baud=9600, data_bits=8, parity="none", stop_bits=1)
    assert settings.framing == Framing(end=End.CR, gap_s=0.05, stall_s=0.4, length_max=512)


def test_every_setting_counts() -> None:
    settings = SerialSettings.of(
        serial_settings(
            device="COM3",
            baud=1200,
            data_bits=7,
            parity="even",
            stop_bits=2,
            framing="gap",
            prefix="ID:",
            aim=True,
            gap_ms=80,
            stall_ms=900,
            length_max=40,
        )
    )

    assert settings.coding == LineCoding(baud=1200, data_bits=7, parity="even", stop_bits=2)
    assert settings.framing == Framing(
        end=End.GAP, prefix=b"ID:", aim=True, gap_s=0.08, stall_s=0.9, length_max=40
    )


@pytest.mark.parametrize("device", ["", "usb:0c2e", "usb:0c2e:0b61"])
def test_a_device_that_names_no_port_is_refused(device: str) -> None:
    with pytest.raises(SettingsRefused, match="device"):
        SerialSettings.of(serial_settings(device=device))


@pytest.mark.parametrize("prefix", ["20", "é", "a\r", "\n"])
def test_a_prefix_that_could_be_part_of_a_number_or_an_end_is_refused(prefix: str) -> None:
    with pytest.raises(SettingsRefused, match="prefix"):
        SerialSettings.of(serial_settings(device="COM3", prefix=prefix))


@pytest.mark.parametrize(("said", "order"), [("none", None), *((form.value, form) for form in UidForm)])
def test_a_scanner_says_codes_and_a_reader_of_cards_one_of_the_forms(
    said: str, order: UidForm | None
) -> None:
    assert SerialSettings.of(serial_settings(device="COM3", uid_order=said)).uid_order is order
