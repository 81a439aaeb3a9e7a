"""What is plugged in that may be a printer."""

from pathlib import Path

from fidpos.printing.found import found_printers
from fidpos.settings.till_settings import PrinterKind


def test_printers_on_usb_are_found_by_their_files(tmp_path: Path) -> None:
    for name in ("lp1", "lp0", "hiddev0"):
        (tmp_path / name).touch()

    found = [each for each in found_printers(tmp_path) if each.kind is PrinterKind.USB]

    assert [each.address for each in found] == [str(tmp_path / "lp0"), str(tmp_path / "lp1")]
    assert found[0].label == "USB lp0"


def test_a_machine_without_printers_on_usb_has_none(tmp_path: Path) -> None:
    assert not [each for each in found_printers(tmp_path / "usb") if each.kind is PrinterKind.USB]
