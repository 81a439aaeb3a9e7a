import importlib
import importlib.metadata
import inspect
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from fidpos.domain.plug_in import Approval
from fidpos.readers.driver import DriverContext, FaultCode, ReaderDriver, ReaderState
from fidpos.readers.errors import (
    DriverError,
    DriverMissing,
    DriverRefused,
    LibraryMissing,
    SettingsRefused,
)
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.plugin import DRIVERS_GROUP, find_plugins
from fidpos.readers.registry import DRIVERS_FOLDER, Registry, Selection
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock
from tests.helpers.reader_context import driver_context

MANIFEST = 'name = "{name}"\ntransport = "serial"\nlevel = "experimental"\npresence = true\n'
DRIVER = """
class Driver:
    def start(self): pass
    def close(self, timeout_s=2.0): pass

def create(settings, context):
    return Driver()
"""


@pytest.fixture
def context() -> DriverContext:
    return driver_context(CollectingSink(), "simulated", monotonic_s=FakeClock().monotonic_s)


class Site:
    """A folder with installed distributions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, *, code: str = DRIVER, manifest: str = MANIFEST) -> None:
        package = self.folder / f"acme_{name}"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "driver.py").write_text(code)
        (package / "manifest.toml").write_text(manifest.format(name=name))
        info = self.folder / f"acme_{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[fidpos.readers]\n{name} = acme_{name}.driver\n")
        files = [path for path in self.folder.rglob("*") if path.is_file() and name in str(path)]
        (info / "RECORD").write_text("".join(f"{path.relative_to(self.folder)},,\n" for path in files))

    def distributions(self) -> Iterable[importlib.metadata.Distribution]:
        return importlib.metadata.distributions(path=[str(self.folder)])

    def approval(self, name: str) -> Approval:
        plugins = find_plugins(self.distributions(), DRIVERS_GROUP)
        return next(plugin.approval for plugin in plugins if plugin.name == name)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Site(tmp_path)
    for name in [name for name in sys.modules if name.startswith("acme_")]:
        del sys.modules[name]


def create(registry: Registry, name: str, context: DriverContext, **settings: object) -> ReaderDriver:
    (prepared,) = registry.prepare([Selection(name=name, driver=name, settings=settings)])
    return prepared.create(context)


def test_the_built_in_drivers_are_listed_without_being_imported() -> None:
    before = {name for name in sys.modules if "fidpos.readers.drivers" in name}
    entries = Registry(production=False, distributions=list).entries()

    assert {"pcsc", "simulated"} <= {entry.name for entry in entries}
    assert all(entry.origin == "built-in" and entry.fault is None for entry in entries)
    assert {name for name in sys.modules if "fidpos.readers.drivers" in name} == before


def test_a_chosen_driver_is_built_with_its_settings(context: DriverContext) -> None:
    driver = create(Registry(production=False), "simulated", context)

    driver.start()
    assert isinstance(context.sink, CollectingSink)
    assert context.sink.statuses[-1].state is ReaderState.READY


def test_presence_is_known_before_the_driver_is_loaded() -> None:
    prepared = Registry(production=True).prepare([Selection(name="pcsc", driver="pcsc", settings={})])

    assert prepared[0].presence


def test_a_driver_that_does_not_exist_is_refused_when_it_is_built(context: DriverContext) -> None:
    with pytest.raises(DriverMissing, match="no driver abacus") as caught:
        create(Registry(production=False, distributions=list), "abacus", context)

    assert (caught.value.fault.code, caught.value.fault.native_code) == (FaultCode.NO_SUCH_DRIVER, "abacus")


def test_settings_are_checked_before_the_driver_is_loaded(context: DriverContext) -> None:
    with pytest.raises(SettingsRefused, match="card_timeout_ms"):
        create(Registry(production=True), "pcsc", context, card_timeout_ms=1)


def test_a_driver_whose_library_is_missing_says_which(site: Site, context: DriverContext) -> None:
    site.install("scale", manifest=MANIFEST + 'library = "not_installed_anywhere"\n')
    registry = Registry(
        production=True,
        approvals=frozenset({site.approval("scale")}),
        distributions=site.distributions,
    )

    with pytest.raises(LibraryMissing, match="not_installed_anywhere"):
        create(registry, "scale", context)
    assert fault_of(registry, "scale") is FaultCode.LIBRARY_MISSING


def test_an_approved_plug_in_is_built(site: Site, context: DriverContext) -> None:
    site.install("scale")
    registry = Registry(
        production=True,
        approvals=frozenset({site.approval("scale")}),
        distributions=site.distributions,
    )

    create(registry, "scale", context).start()
    assert fault_of(registry, "scale") is None


def test_a_plug_in_nobody_approved_is_listed_with_its_reason_and_never_imported(
    site: Site, context: DriverContext
) -> None:
    site.install("scale", code="raise SystemExit('imported')")
    registry = Registry(production=True, distributions=site.distributions)

    with pytest.raises(DriverRefused, match=r"acme-scale 1\.2"):
        create(registry, "scale", context)
    assert fault_of(registry, "scale") is FaultCode.NOT_APPROVED
    assert "acme_scale" not in sys.modules


def test_a_plug_in_that_changed_since_it_was_approved_needs_a_new_approval(
    site: Site, context: DriverContext
) -> None:
    site.install("scale")
    approvals = frozenset({site.approval("scale")})
    (site.folder / "acme_scale/driver.py").write_text(DRIVER + "\n# edited\n")

    with pytest.raises(DriverRefused, match="no technician approved"):
        create(
            Registry(production=True, approvals=approvals, distributions=site.distributions),
            "scale",
            context,
        )


def test_a_plug_in_that_fails_to_import_is_a_fault_of_its_own(site: Site, context: DriverContext) -> None:
    site.install("scale", code="import json\njson.loads('{')")
    registry = Registry(
        production=True,
        approvals=frozenset({site.approval("scale")}),
        distributions=site.distributions,
    )

    with pytest.raises(DriverRefused) as caught:
        create(registry, "scale", context)

    assert caught.value.fault.code is FaultCode.CRASHED
    assert isinstance(caught.value.__cause__, json.JSONDecodeError)


def test_a_plug_in_cannot_take_the_place_of_a_built_in_driver(site: Site, context: DriverContext) -> None:
    site.install("simulated", code="raise SystemExit('imported')")

    create(Registry(production=False, distributions=site.distributions), "simulated", context).start()

    assert "acme_simulated" not in sys.modules


def test_a_manifest_that_names_another_driver_is_refused(site: Site, context: DriverContext) -> None:
    site.install("scale", manifest=MANIFEST.replace("{name}", "pcsc"))

    with pytest.raises(DriverError, match="names itself pcsc"):
        create(Registry(production=True, distributions=site.distributions), "scale", context)


def test_a_plug_in_with_a_broken_manifest_is_a_row_with_a_fault(site: Site) -> None:
    site.install("scale", manifest="name = ")

    registry = Registry(production=True, distributions=site.distributions)

    assert fault_of(registry, "scale") is FaultCode.MANIFEST_REFUSED


def fault_of(registry: Registry, name: str) -> FaultCode | None:
    entry = next(entry for entry in registry.entries() if entry.name == name)
    return entry.fault.code if entry.fault else None


BUILT_IN = sorted(path.parent.name for path in DRIVERS_FOLDER.glob("*/manifest.toml"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_manifest_of_each_built_in_driver_is_true(name: str) -> None:
    manifest = read_manifest(DRIVERS_FOLDER / name / "manifest.toml", Manifest)
    module = importlib.import_module(f"fidpos.readers.drivers.{name}.driver")

    assert manifest.name == name
    assert list(inspect.signature(module.create).parameters) == ["settings", "context"]


def test_no_reader_library_is_imported_before_its_driver_is_chosen() -> None:
    program = (
        "import sys\n"
        "from fidpos.readers.manager import ReaderManager\n"
        "from fidpos.readers.registry import DRIVERS_FOLDER, Registry, Selection\n"
        "import fidpos.readers.drivers.pcsc.driver\n"
        "Registry(production=True).entries()\n"
        "Registry(production=True).prepare([Selection(name='pcsc', driver='pcsc', settings={})])\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'smartcard', 'nfc', 'serial'}])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=120)

    assert run.stdout.decode().strip() == "[]"


def test_what_a_driver_has_for_the_wizard_is_found_in_its_folder(site: Site) -> None:
    site.install("able")
    package = site.folder / "acme_able"
    (package / "detect.py").write_text("def detect(): return ()\n")
    (package / "trial.py").write_text("def try_out(device, expected, context): return device\n")
    approved = frozenset({site.approval("able")})
    registry = Registry(production=True, approvals=approved, distributions=site.distributions)

    finder, trial = registry.finder("able"), registry.trial("able")

    assert finder is not None
    assert finder() == ()
    assert trial is not None


def test_a_driver_without_parts_for_the_wizard_is_tried_itself(site: Site) -> None:
    site.install("plain")
    approved = frozenset({site.approval("plain")})
    registry = Registry(production=True, approvals=approved, distributions=site.distributions)

    assert registry.finder("plain") is None
    assert registry.trial("plain") is None


def test_no_part_of_a_plug_in_is_imported_before_it_is_approved(site: Site) -> None:
    site.install("foreign", code="raise RuntimeError")
    (site.folder / "acme_foreign" / "detect.py").write_text("raise RuntimeError\n")
    registry = Registry(production=True, distributions=site.distributions)

    for part in (registry.finder, registry.trial):
        with pytest.raises(DriverRefused):
            part("foreign")

    assert not any(name.startswith("acme_") for name in sys.modules)


def test_a_part_that_cannot_be_imported_is_that_drivers_fault(site: Site) -> None:
    site.install("broken")
    (site.folder / "acme_broken" / "detect.py").write_text("raise RuntimeError\n")
    approved = frozenset({site.approval("broken")})
    registry = Registry(production=True, approvals=approved, distributions=site.distributions)

    with pytest.raises(DriverRefused):
        registry.finder("broken")


@pytest.mark.parametrize(
    "value", ["acme_bad-fmt.driver", "", ":create", ".driver", "acme_bad..driver", "acme_bad"]
)
def test_an_entry_point_that_names_no_module_is_a_row_with_a_fault(site: Site, value: str) -> None:
    site.install("bad")
    entry_points = site.folder / "acme_bad-1.2.dist-info" / "entry_points.txt"
    entry_points.write_text(f"[fidpos.readers]\nbad = {value}\n")

    registry = Registry(production=True, distributions=site.distributions)

    assert fault_of(registry, "bad") is FaultCode.MANIFEST_REFUSED


def test_a_manifest_nested_too_deep_is_a_row_with_a_fault(site: Site) -> None:
    site.install("deep", manifest="a = " + "[" * 3000 + "]" * 3000)

    registry = Registry(production=True, distributions=site.distributions)

    assert fault_of(registry, "deep") is FaultCode.MANIFEST_REFUSED


@pytest.mark.parametrize("library", ["nosuch.sub", ".sub"])
def test_a_part_of_a_library_that_is_away_is_missing(site: Site, library: str) -> None:
    site.install("scale", manifest=MANIFEST + f'library = "{library}"\n')
    approved = frozenset({site.approval("scale")})
    registry = Registry(production=True, approvals=approved, distributions=site.distributions)

    assert fault_of(registry, "scale") is FaultCode.LIBRARY_MISSING


def test_a_plug_in_that_leaves_the_program_when_it_is_imported_is_refused(
    site: Site, context: DriverContext
) -> None:
    site.install("scale", code="raise SystemExit('needs something')")
    approved = frozenset({site.approval("scale")})
    registry = Registry(production=True, approvals=approved, distributions=site.distributions)

    with pytest.raises(DriverRefused, match="needs something"):
        create(registry, "scale", context)


def test_a_file_of_a_plug_in_that_cannot_be_read_is_its_fault(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install("shut")
    site.install("scale")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if "acme_shut" in str(path):
            raise PermissionError(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    registry = Registry(production=True, distributions=site.distributions)

    assert fault_of(registry, "shut") is FaultCode.MANIFEST_REFUSED
    assert fault_of(registry, "scale") is FaultCode.NOT_APPROVED
