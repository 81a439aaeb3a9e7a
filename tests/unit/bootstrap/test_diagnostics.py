"""The diagnostics bundle: what support needs is in it; who anybody is, and every secret, is not."""

import json
import logging
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fidpos.bootstrap.diagnostics import ReaderFindings, write_bundle
from fidpos.bootstrap.reader_diary import DiaryEntry
from fidpos.bootstrap.store import load_keys, make_store
from fidpos.domain.errors import StoreReadOnly
from fidpos.logs.crash import CrashReporter
from fidpos.logs.log_file import logging_to
from fidpos.paths import TillFolder
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.readers.figures import DeviceFigures
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message
from tests.helpers.counter import BERENICE, IDENTITY, INES
from tests.helpers.fake_clock import FakeClock

NAME, NUMBER, UID, PAN, SERIAL = (
    "Zoraïde",
    "2047110000987",
    "04DEADBEEF9876",
    "4970109876543213",
    "SN0012345678",
)
FINDINGS = ReaderFindings(
    statuses=(
        DeviceStatus(
            driver="counter",
            device=f"usb:1a86:7523:{SERIAL}",
            label="ACS ACR122U 00 00",
            state=ReaderState.FAILED,
            fault=Fault(code=FaultCode.CRASHED, native_code="0x80100013"),
        ),
    ),
    figures={("counter", f"usb:1a86:7523:{SERIAL}"): DeviceFigures(good_reads=7, refused_reads=2, faults=1)},
    diary=(
        DiaryEntry(
            at=datetime(2026, 11, 22, 9, tzinfo=UTC), driver="counter", device="one", what="refused.bad_read"
        ),
    ),
)
CHECKS = (
    CheckLine(
        name="settings",
        title=Message(key="doctor.title.settings"),
        lamp=Lamp.WARNING,
        message=Message(key="error.setting_refused", params={"place": f"/home/{NAME}/settings.toml: x"}),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    folder = TillFolder(tmp_path / "till")
    make_store(folder, IDENTITY, FakeClock(), members=(BERENICE,), use_system_keys=False)
    return folder


def write(folder: TillFolder) -> Path:
    return write_bundle(folder, FINDINGS, CHECKS, clock=FakeClock(), environ={})


def content(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}


def test_what_support_needs_is_there(folder: TillFolder) -> None:
    folder.settings.write_text('[readers.counter]\ndriver = "serial_line"\nbaud = 115200\nframing = "crlf"\n')

    files = {name: json.loads(text) for name, text in content(write(folder)).items()}

    assert set(files) == {"versions.json", "doctor.json", "readers.json", "settings.json", "journal.json"}
    assert files["versions.json"]["fidpos"]
    assert files["doctor.json"][0]["message"] == "error.setting_refused"
    (device,) = files["readers.json"]["devices"]
    assert (device["state"], device["fault"], device["native_code"]) == ("failed", "crashed", "0x80100013")
    assert device["figures"]["good_reads"] == 7
    assert files["readers.json"]["events"][0]["what"] == "refused.bad_read"
    settings = files["settings.json"]["values"]["readers"]["counter"]
    assert settings == {"driver": "serial_line", "baud": 115200, "framing": "crlf"}
    assert files["journal.json"] == {
        "holds": True,
        "events": 1,
        "epochs": 1,
        "broken_at": None,
        "broken_how": "",
        "contradictions": 0,
        "untold": 0,
    }


def test_logs_and_crash_reports_are_in_it(folder: TillFolder) -> None:
    with logging_to(folder.logs / "till.log") as recent:
        logging.getLogger("fidpos.test").info("visit closed in %d ms", 12)
        reporter = CrashReporter(folder=folder.crashes, program="till", recent=lambda: recent.lines)
        reporter.report(ValueError("x"))

    files = content(write(folder))

    assert "visit closed in 12 ms" in files["logs/till.log"]
    assert any(name.startswith("crash/") for name in files)


def test_no_name_number_or_secret_is_in_it_whoever_wrote_it_where(folder: TillFolder) -> None:
    keys = load_keys(folder).keys
    folder.settings.write_text(
        f'backup_folder = "/home/{NAME}"\n\n'
        f'[readers.counter]\ndriver = "serial_line"\ndevice = "usb:1a86:7523:{SERIAL}"\nprefix = "{NAME}"\n\n'
        f'[readers.keyboard_wedge]\nprefix = "{NAME}"\nlengths = ["{NUMBER}"]\n'
    )
    with logging_to(folder.logs / "till.log") as recent:
        for value in (NAME, NUMBER, UID, PAN, BERENICE, keys):
            logging.getLogger("fidpos.test").error("failed with %s", value)
        reporter = CrashReporter(folder=folder.crashes, program="till", recent=lambda: recent.lines)
        for value in (NAME, NUMBER, UID, PAN):
            reporter.report(ValueError(value))

    path = write(folder)

    canaries = (
        *(NAME, NUMBER, UID, PAN, SERIAL, INES.name, BERENICE.member.profile.family_name, "Bérénice"),
        *(BERENICE.member.number, keys.store_key.hex(), keys.pin_pepper.hex()),
    )
    files = content(path)
    assert len(files) >= 7
    for name, text in files.items():
        assert [canary for canary in canaries if canary in text or canary in name] == [], name
    assert not any(name.endswith((".db", "keys.json")) for name in files)


def test_a_port_is_named_without_the_serial_number_behind_it(folder: TillFolder) -> None:
    folder.settings.write_text(f'[readers.serial_line]\ndevice = "usb:1a86:7523:{SERIAL}"\n')

    settings = json.loads(content(write(folder))["settings.json"])

    assert settings["values"]["readers"]["serial_line"]["device"] == "usb:1a86:7523"


def test_a_till_whose_store_and_settings_cannot_be_read_still_gets_its_bundle(folder: TillFolder) -> None:
    folder.settings.write_text("no toml")
    folder.store.write_bytes(b"x" * 8192)

    files = content(write(folder))

    assert json.loads(files["settings.json"]) == {"refused": "setting_refused"}
    assert "unreadable" in json.loads(files["journal.json"])


def test_the_bundle_is_for_this_user_alone(folder: TillFolder) -> None:
    path = write(folder)

    assert path.parent == folder.diagnostics
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_link_among_the_logs_leads_nowhere(folder: TillFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(NAME)
    (folder.logs / "till.log").symlink_to(secret)

    assert "logs/till.log" not in content(write(folder))


def test_a_folder_that_cannot_be_written_is_said(folder: TillFolder) -> None:
    folder.diagnostics.write_text("")

    with pytest.raises(StoreReadOnly):
        write(folder)
