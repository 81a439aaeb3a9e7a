"""Readers as Linux lists them, and what the wizard is told of them."""

from pathlib import Path

import pytest

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.nfc_usb.detect import detect
from fidpos.readers.drivers.nfc_usb.usb import MODELS, find_usb_readers
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER


class Usb:
    """The two folders of Linux with what a test plugs in."""

    def __init__(self, folder: Path) -> None:
        self.system = folder / "system"
        self.nodes = folder / "nodes"
        self.system.mkdir()

    def plug(self, model: str, port: str = "1-2", *, address: int = 4, held_by: str = "") -> Path:
        vendor, product = model.split(":")
        device = self.system / port
        (device / f"{port}:1.0").mkdir(parents=True)
        facts = {"idVendor": vendor, "idProduct": product, "busnum": "1", "devnum": str(address)}
        for name, value in facts.items():
            (device / name).write_text(f"{value}\n")
        if held_by:
            (self.system / held_by).mkdir()
            (device / f"{port}:1.0/driver").symlink_to(self.system / held_by)
        node = self.nodes / "001" / f"{address:03}"
        node.parent.mkdir(parents=True, exist_ok=True)
        node.touch()
        return node


@pytest.fixture
def usb(tmp_path: Path) -> Usb:
    return Usb(tmp_path)


def test_a_reader_is_found_with_its_place_and_opened_by_it(usb: Usb) -> None:
    usb.plug("04e6:5591", "1-2.4", address=23)
    usb.plug("1d6b:0002", "1-1")

    (reader,) = find_usb_readers(usb.system)
    assert (reader.model, reader.port, reader.path) == ("04e6:5591", "1-2.4", "usb:001:023")
    assert reader.fault(usb.nodes) is None


def test_a_reader_that_goes_while_it_is_looked_at_is_left_out(usb: Usb) -> None:
    usb.plug("04e6:5591")
    (usb.system / "1-2/devnum").unlink()

    assert find_usb_readers(usb.system) == ()


@pytest.mark.parametrize(
    ("held_by", "code"),
    [
        ("pn533_usb", FaultCode.KERNEL_DRIVER),
        ("port100", FaultCode.KERNEL_DRIVER),
        ("usbfs", FaultCode.DEVICE_IN_USE),
    ],
)
def test_who_holds_a_reader_is_named(usb: Usb, held_by: str, code: FaultCode) -> None:
    usb.plug("04e6:5591", held_by=held_by)

    (found,) = detect(usb.system, usb.nodes)
    assert found.fault is not None
    assert (found.fault.code, found.fault.native_code) == (code, held_by)


def test_a_missing_permission_comes_with_the_rule_that_gives_it(usb: Usb) -> None:
    usb.plug("04e6:5591").unlink()

    (found,) = detect(usb.system, usb.nodes)
    assert found.fault is not None
    assert found.fault.code is FaultCode.ACCESS_DENIED
    assert found.fault.native_code == (
        'SUBSYSTEM=="usb", ATTRS{idVendor}=="04e6", ATTRS{idProduct}=="5591", TAG+="uaccess"'
    )


def test_a_reader_is_known_by_its_model_and_two_of_one_by_their_ports(usb: Usb) -> None:
    usb.plug("04e6:5591", "1-2", address=4)
    usb.plug("054c:06c3", "1-3", address=5)
    usb.plug("054c:06c3", "1-4", address=6)

    found = detect(usb.system, usb.nodes)
    assert [each.device for each in found] == ["usb:04e6:5591", "usb:054c:06c3@1-3", "usb:054c:06c3@1-4"]
    assert [each.settings for each in found] == [{"path": each.device} for each in found]
    assert [each.label for each in found] == ["SCM SCL3711", "Sony RC-S380", "Sony RC-S380"]


def test_where_there_is_no_such_folder_there_is_nothing(tmp_path: Path) -> None:
    assert detect(tmp_path / "system", tmp_path / "nodes") == ()


def test_the_manifest_names_the_models_that_nfcpy_knows() -> None:
    from nfc.clf.device import usb_device_map

    known = {f"{vendor:04x}:{product:04x}" for vendor, product in usb_device_map}
    manifest = read_manifest(DRIVERS_FOLDER / "nfc_usb/manifest.toml", Manifest)

    assert set(MODELS) == known
    assert set(manifest.usb_ids) == known
