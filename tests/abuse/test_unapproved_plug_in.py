"""Abuse: a package brings a reader driver along, which would run beside the keys."""

import importlib.metadata
import py_compile
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

from fidpos.domain.plug_in import Approval
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.errors import DriverRefused
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.plugin import DRIVERS_GROUP, find_plugins
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


def approval(site: Path) -> Approval:
    distributions = importlib.metadata.distributions(path=[str(site)])
    (plugin,) = find_plugins(distributions, DRIVERS_GROUP)
    assert plugin.fault is None
    return plugin.approval


def put_package_beside(package: Path) -> None:
    (package / "driver").mkdir()
    (package / "driver" / "__init__.py").write_text("")


def put_extension_beside(package: Path) -> None:
    (package / "driver.abi3.so").write_bytes(b"\x7fELF")


def put_unchecked_byte_code(package: Path) -> None:
    put_byte_code(package, PycInvalidationMode.UNCHECKED_HASH)


def put_byte_code_in_place_of_a_module(package: Path) -> None:
    (package / "helper.pyc").write_bytes(b"\0" * 16)


def put_byte_code(package: Path, mode: PycInvalidationMode) -> None:
    py_compile.compile(str(package / "driver.py"), invalidation_mode=mode, doraise=True)


@pytest.mark.parametrize(
    "change",
    [
        put_package_beside,
        put_extension_beside,
        put_unchecked_byte_code,
        put_byte_code_in_place_of_a_module,
    ],
)
def test_whatever_would_run_in_place_of_what_was_approved_asks_for_a_new_approval(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    install(tmp_path)
    before = approval(tmp_path)

    change(tmp_path / "stowaway")

    assert approval(tmp_path) != before


@pytest.mark.parametrize("mode", [PycInvalidationMode.TIMESTAMP, PycInvalidationMode.CHECKED_HASH])
def test_byte_code_that_the_interpreter_checks_against_its_source_changes_nothing(
    tmp_path: Path, mode: PycInvalidationMode
) -> None:
    install(tmp_path)
    before = approval(tmp_path)

    put_byte_code(tmp_path / "stowaway", mode)

    assert approval(tmp_path) == before


def test_what_the_installer_writes_is_not_part_of_what_is_approved(tmp_path: Path) -> None:
    install(tmp_path)
    before = approval(tmp_path)
    info = tmp_path / "stowaway-6.6.dist-info"
    own = ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD")

    for name in own[:-1]:
        (info / name).write_text("of this machine")
    with (info / "RECORD").open("a") as record:
        record.writelines(f"{info.name}/{name},,\n" for name in own)
        record.write("../../../bin/stowaway,,\n")

    assert approval(tmp_path) == before


@pytest.mark.parametrize("record", [None, "", "stowaway/__init__.py,,\n"])
def test_a_package_that_does_not_say_that_it_installed_its_module_cannot_be_approved(
    tmp_path: Path, record: str | None
) -> None:
    install(tmp_path)
    path = tmp_path / "stowaway-6.6.dist-info" / "RECORD"
    path.unlink()
    if record is not None:
        path.write_text(record)

    assert_refused(tmp_path)


def test_a_folder_that_leads_out_of_the_package_cannot_be_approved(tmp_path: Path) -> None:
    install(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "stowaway" / "driver").symlink_to(elsewhere, target_is_directory=True)

    assert_refused(tmp_path)


def assert_refused(site: Path) -> None:
    """Even by an approval of exactly what is listed."""

    def distributions() -> Iterable[importlib.metadata.Distribution]:
        return importlib.metadata.distributions(path=[str(site)])

    (plugin,) = find_plugins(distributions(), DRIVERS_GROUP)
    registry = Registry(production=True, approvals=frozenset({plugin.approval}), distributions=distributions)

    (entry,) = (entry for entry in registry.entries() if entry.name == "stowaway")
    assert entry.fault is not None
    assert entry.fault.code is FaultCode.MANIFEST_REFUSED
    with pytest.raises(DriverRefused):
        registry.finder("stowaway")
    assert "stowaway" not in sys.modules
