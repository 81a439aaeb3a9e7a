"""Which drivers exist, and which of them may be loaded here.

One that may not or cannot be loaded becomes a FAILED row, not a crash.
"""

import importlib.util
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions as installed
from pathlib import Path

from fidpos.domain.plug_in import Approval
from fidpos.logs.redaction import Code
from fidpos.readers.driver import DriverContext, Fault, FaultCode, ReaderDriver
from fidpos.readers.errors import DriverError, DriverMissing, DriverRefused, LibraryMissing, ManifestRefused
from fidpos.readers.manifest import Manifest
from fidpos.readers.plugin import DRIVERS_GROUP
from fidpos.readers.source import Distributions, Source, Sources, own_fault
from fidpos.readers.trial import FoundDevice, Trial, TrialContext

log = logging.getLogger(__name__)

FindDevices = Callable[[], tuple[FoundDevice, ...]]
"""What `detect.py` of a driver offers."""

TryOut = Callable[[str, str, TrialContext], Trial]
"""What `trial.py` of a driver offers: device, expected code, context."""

DRIVERS_FOLDER = Path(__file__).parent / "drivers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A driver the technician chose, with its settings as they stand in the settings file.

    Attributes:
        name: what this till calls it; several selections may be of one driver.
    """

    name: str
    driver: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDriver:
    """A chosen driver, ready to be built; everything that can go wrong waits in `create`.

    Attributes:
        name: see `Selection.name`.
        presence: see `Manifest.presence`; False when there is no readable manifest.
        create: builds the driver; raises `DriverError`.
    """

    name: str
    presence: bool
    create: Callable[[DriverContext], ReaderDriver]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverEntry:
    """A row of the list of drivers: what is known without importing it, and why it cannot be used, if so.

    Attributes:
        approval: what a technician may allow; None for a built-in driver.
    """

    name: str
    origin: str
    manifest: Manifest | None
    fault: Fault | None
    approval: Approval | None = None


class Registry:
    """The drivers of this installation.

    Args:
        production: whether the store is a real shop's; then `simulated` and its like are refused.
        approvals: plug-ins that a technician allowed.
        distributions: what is installed.
    """

    def __init__(
        self,
        *,
        production: bool,
        approvals: frozenset[Approval] = frozenset(),
        distributions: Distributions = installed,
    ) -> None:
        self._production = production
        self._approvals = approvals
        self._sources = Sources(
            folder=DRIVERS_FOLDER,
            package="fidpos.readers.drivers",
            module="driver",
            group=DRIVERS_GROUP,
            distributions=distributions,
        )

    def entries(self) -> tuple[DriverEntry, ...]:
        """Every driver, built-in ones first; none of them is imported."""
        return tuple(self._entry(source) for source in self._sources.all())

    def prepare(self, selections: Iterable[Selection]) -> tuple[PreparedDriver, ...]:
        """The chosen drivers in their order; never raises, refusals come out of `create`."""
        return tuple(self._prepared(selection) for selection in selections)

    def finder(self, driver: str) -> FindDevices | None:
        """How to look for devices of this driver; None when it cannot be told what is plugged in.

        Raises:
            DriverError: it may not or cannot be loaded here.
        """
        source = self._allowed(driver)
        if not source.has_part("detect"):
            return None
        find: FindDevices = source.load_part("detect").detect
        return find

    def trial(self, driver: str) -> TryOut | None:
        """How to find out the settings of a device; None when the driver itself is tried.

        Raises:
            DriverError: it may not or cannot be loaded here.
        """
        source = self._allowed(driver)
        if not source.has_part("trial"):
            return None
        try_out: TryOut = source.load_part("trial").try_out
        return try_out

    def _named(self, driver: str) -> Source:
        """Its source.

        Raises:
            DriverMissing: there is none.
        """
        try:
            return self._sources.named(driver)
        except ManifestRefused:
            raise DriverMissing(driver) from None

    def _allowed(self, driver: str) -> Source:
        source = self._named(driver)
        self._check_allowed(source, source.read_manifest(Manifest))
        return source

    def _prepared(self, selection: Selection) -> PreparedDriver:
        def create(context: DriverContext) -> ReaderDriver:
            source = self._named(selection.driver)
            manifest = source.read_manifest(Manifest)
            self._check_allowed(source, manifest)
            settings = manifest.checked_settings(selection.settings)
            driver: ReaderDriver = source.load().create(settings, context)
            return driver

        try:
            presence = self._named(selection.driver).read_manifest(Manifest).presence
        except DriverError:
            presence = False
        return PreparedDriver(name=selection.name, presence=presence, create=create)

    def _entry(self, source: Source) -> DriverEntry:
        manifest: Manifest | None = None
        fault: Fault | None = None
        try:
            with own_fault(f"{source.name} cannot be listed"):
                manifest = source.read_manifest(Manifest)
                self._check_allowed(source, manifest)
        except DriverError as error:
            fault = error.fault
        return DriverEntry(
            name=source.name, origin=source.origin, manifest=manifest, fault=fault, approval=source.approval
        )

    def _check_allowed(self, source: Source, manifest: Manifest) -> None:
        if self._production and not manifest.production:
            fault = Fault(code=FaultCode.NOT_ALLOWED, native_code=source.name, retryable=False)
            raise DriverRefused(fault, f"{source.name} is not allowed on a production store")
        source.check_approved(self._approvals)
        if manifest.library and not _is_installed(manifest.library):
            raise LibraryMissing(manifest.library)


def _is_installed(library: str) -> bool:
    """Looking for a part of a library imports the library, which may be away or raise anything."""
    try:
        return importlib.util.find_spec(library) is not None
    except (Exception, SystemExit):
        log.exception("library %s cannot be looked for", Code(library))
        return False
