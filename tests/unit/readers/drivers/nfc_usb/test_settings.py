"""Which paths name a reader."""

import pytest

from fidpos.readers.driver import DriverSettings
from fidpos.readers.drivers.nfc_usb.settings import NfcSettings
from fidpos.readers.drivers.nfc_usb.usb import UsbReader
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER


def checked(**given: object) -> DriverSettings:
    return read_manifest(DRIVERS_FOLDER / "nfc_usb/manifest.toml", Manifest).checked_settings(given)


def reader(model: str, port: str) -> UsbReader:
    return UsbReader(model=model, port=port, bus=1, address=1)


@pytest.mark.parametrize("path", ["tty:USB0:pn532", "tty:AMA0:arygon", "com:COM3:pn532", "com:3:arygon"])
def test_a_reader_on_a_serial_line_is_nfcpys_affair(path: str) -> None:
    settings = NfcSettings.of(checked(path=path))

    assert settings.path == path
    assert not settings.is_usb


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("usb", ["SCL3711 1-2", "SCL3711 1-3", "RC-S380 1-4"]),
        ("usb:04E6:5591", ["SCL3711 1-2", "SCL3711 1-3"]),
        ("usb:04e6:5591@1-3", ["SCL3711 1-3"]),
        ("usb:054c:06c3", ["RC-S380 1-4"]),
    ],
)
def test_a_reader_on_usb_is_any_or_of_a_model_or_in_a_port(path: str, wanted: list[str]) -> None:
    plugged = {
        "SCL3711 1-2": reader("04e6:5591", "1-2"),
        "SCL3711 1-3": reader("04e6:5591", "1-3"),
        "RC-S380 1-4": reader("054c:06c3", "1-4"),
    }
    settings = NfcSettings.of(checked(path=path))

    assert settings.is_usb
    assert [name for name, each in plugged.items() if settings.wants(each)] == wanted


@pytest.mark.parametrize(
    "path",
    [
        "",
        "udp",
        "udp:localhost:54321",
        "usb:001:023",
        "usb:04e6",
        "usb:04e6:5591@",
        "tty:USB0",
        "tty:USB0:udp",
        "tty:../../tmp/x:pn532",
    ],
)
def test_what_anybody_on_the_network_could_hold_a_card_to_is_refused_like_every_other_text(path: str) -> None:
    with pytest.raises(SettingsRefused, match="names no reader"):
        NfcSettings.of(checked(path=path))


def test_technologies_are_looked_for_once_each_in_their_order() -> None:
    settings = NfcSettings.of(checked(technologies=["212F", "106A", "212F"], poll_pause_ms=50))

    assert settings.technologies == ("212F", "106A")
    assert settings.poll_pause_s == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("technologies", "rounds"),
    [
        (("106A",), (("106A",),)),
        (("106A", "106B", "212F"), (("106A", "106B"), ("106A", "212F"))),
    ],
)
def test_the_first_technology_is_looked_for_each_time_and_the_others_in_turn(
    technologies: tuple[str, ...], rounds: tuple[tuple[str, ...], ...]
) -> None:
    assert NfcSettings(path="usb", technologies=technologies).rounds == rounds


def test_there_must_be_something_to_look_for() -> None:
    with pytest.raises(SettingsRefused, match="no kind of card"):
        NfcSettings.of(checked(technologies=[]))
