"""Abuse: a package brings a reader driver along, which would run beside the keys."""

import importlib.metadata
import sys
import time
from pathlib import Path

import pytest

from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import recogniser


def install(site: Path) -> Path:
    """A distribution whose driver leaves a file behind as soon as it is imported."""
    package = site / "stowaway"
    package.mkdir()
    trace = site / "imported"
    for module in ("__init__.py", "driver.py"):
        (package / module).write_text(f"open({str(trace)!r}, 'w').close()\n")
    (package / "manifest.toml").write_text(
        'name = "stowaway"\ntransport = "usb"\nlevel = "experimental"\nlibrary = "stowaway"\n'
    )
    info = site / "stowaway-6.6.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stowaway\nVersion: 6.6\n")
    (info / "entry_points.txt").write_text("[fidpos.readers]\nstowaway = stowaway.driver\n")
    (info / "RECORD").write_text("stowaway/__init__.py,,\nstowaway/driver.py,,\n")
    return trace


def test_it_is_listed_with_its_reason_and_none_of_its_code_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry = Registry(
        production=True,
        distributions=lambda: importlib.metadata.distributions(path=[str(tmp_path)]),
    )
    sink = CollectingSink()
    manager = ReaderManager(
        registry.prepare([Selection(name="acme", driver="stowaway", settings={})]),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=sink.read,
        on_status=lambda rows: sink.status(rows[0]),
    )
    manager.start()
    status = sink.wait_for_state("", ReaderState.FAILED, FaultCode.NOT_APPROVED)
    manager.close()

    assert status.fault is not None
    assert status.fault.native_code == "stowaway 6.6"
    assert "stowaway" in {entry.name for entry in registry.entries()}
    assert "stowaway" not in sys.modules
    assert not trace.exists()
