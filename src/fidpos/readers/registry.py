"""Which drivers exist, and which of them may be loaded here.

Built-in drivers are the folders of `readers/drivers/`. Plug-ins come by the entry-point group
`fidpos.readers`: they are listed from their metadata and never imported before a technician approved
distribution, version and fingerprint, because a plug-in runs beside the keys. A driver that may not or cannot
be loaded becomes a FAILED row, not a crash.
"""

import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from fidpos.readers.driver import DriverContext, Fault, FaultCode, ReaderDriver
from fidpos.readers.errors import DriverError, DriverRefused, LibraryMissing, ManifestRefused
from fidpos.readers.manifest import MANIFEST_NAME, Manifest, read_manifest
from fidpos.readers.plugin import Approval, find_plugins

DRIVERS_FOLDER = Path(__file__).parent / "drivers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A driver the technician chose, with its settings as they stand in the settings file."""

    driver: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDriver:
    """A chosen driver, ready to be built; everything that can go wrong waits in `create`.

    Attributes:
        presence: see `Manifest.presence`; False when there is no readable manifest.
        create: builds the driver; raises `DriverError`.
    """

    name: str
    presence: bool
    create: Callable[[DriverContext], ReaderDriver]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverEntry:
    """A row of the list of drivers: what is known without importing it, and why it cannot be used, if so."""

    name: str
    origin: str
    manifest: Manifest | None
    fault: Fault | None


class Registry:
    """The drivers of this installation.

    Args:
        production: whether the store is a real shop's; then `simulated` and its like are refused.
        approvals: plug-ins that a technician allowed.
        folder: where the built-in drivers are, as folders and as the package `package`.
        distributions: what is installed.
    """

    def __init__(
        self,
        *,
        production: bool,
        approvals: frozenset[Approval] = frozenset(),
        folder: Path = DRIVERS_FOLDER,
        package: str = "fidpos.readers.drivers",
        distributions: Callable[[], Iterable[importlib.metadata.Distribution]] = (
            importlib.metadata.distributions
        ),
    ) -> None:
        self._production = production
        self._approvals = approvals
        self._folder = folder
        self._package = package
        self._distributions = distributions

    def entries(self) -> tuple[DriverEntry, ...]:
        """Every driver, built-in ones first; none of them is imported."""
        return tuple(self._entry(source) for source in (*self._built_in(), *self._plugins()))

    def prepare(self, selections: Iterable[Selection]) -> tuple[PreparedDriver, ...]:
        """The chosen drivers in their order; never raises, refusals come out of `create`."""
        return tuple(self._prepared(selection) for selection in selections)

    def _prepared(self, selection: Selection) -> PreparedDriver:
        def create(context: DriverContext) -> ReaderDriver:
            source = self._source(selection.driver)
            manifest = source.read_manifest()
            self._check_allowed(source, manifest)
            settings = manifest.checked_settings(selection.settings)
            driver: ReaderDriver = source.load().create(settings, context)
            return driver

        try:
            presence = self._source(selection.driver).read_manifest().presence
        except DriverError:
            presence = False
        return PreparedDriver(name=selection.driver, presence=presence, create=create)

    def _entry(self, source: "_Source") -> DriverEntry:
        manifest: Manifest | None = None
        fault: Fault | None = None
        try:
            manifest = source.read_manifest()
            self._check_allowed(source, manifest)
        except DriverError as error:
            fault = error.fault
        return DriverEntry(name=source.name, origin=source.origin, manifest=manifest, fault=fault)

    def _source(self, name: str) -> "_Source":
        for source in self._built_in():
            if source.name == name:
                return source
        for source in self._plugins():
            if source.name == name:
                return source
        raise ManifestRefused(f"there is no driver {name}")

    def _built_in(self) -> list["_Source"]:
        return [
            _Source(
                name=path.parent.name,
                origin="built-in",
                manifest=path,
                module=f"{self._package}.{path.parent.name}.driver",
            )
            for path in sorted(self._folder.glob(f"*/{MANIFEST_NAME}"))
        ]

    def _plugins(self) -> list["_Source"]:
        return [
            _Source(
                name=plugin.name,
                origin=plugin.label,
                manifest=plugin.manifest,
                module=plugin.module,
                approval=plugin.approval,
            )
            for plugin in find_plugins(self._distributions())
        ]

    def _check_allowed(self, source: "_Source", manifest: Manifest) -> None:
        if self._production and not manifest.production:
            fault = Fault(code=FaultCode.NOT_ALLOWED, native_code=source.name, retryable=False)
            raise DriverRefused(fault, f"{source.name} is not allowed on a production store")
        if source.approval and source.approval not in self._approvals:
            fault = Fault(code=FaultCode.NOT_APPROVED, native_code=source.origin, retryable=False)
            raise DriverRefused(fault, f"no technician approved {source.origin}")
        if manifest.library and importlib.util.find_spec(manifest.library) is None:
            raise LibraryMissing(manifest.library)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where a driver comes from; a built-in one needs no approval."""

    name: str
    origin: str
    manifest: Path
    module: str
    approval: Approval | None = None

    def read_manifest(self) -> Manifest:
        manifest = read_manifest(self.manifest)
        if manifest.name != self.name:
            raise ManifestRefused(f"the manifest of {self.name} names itself {manifest.name}")
        return manifest

    def load(self) -> ModuleType:
        try:
            return importlib.import_module(self.module)
        except Exception as error:
            # A plug-in may raise anything at all while it is imported; that is its own row's fault.
            fault = Fault(code=FaultCode.CRASHED, native_code=type(error).__name__, retryable=False)
            raise DriverRefused(fault, f"{self.module} cannot be imported: {error}") from error
