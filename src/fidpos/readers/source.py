"""Where drivers and card formats come from: folders of fidpos, and plug-ins of other distributions.

A plug-in is listed from its metadata and never imported before a technician approved distribution, version
and fingerprint, because it runs beside the keys. Whatever one raises is its own row's fault, an
exit of the program included.
"""

import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from fidpos.domain.plug_in import Approval
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.errors import DriverError, DriverRefused, ManifestRefused
from fidpos.readers.manifest import MANIFEST_NAME, AnyManifest, read_manifest
from fidpos.readers.plugin import find_plugins

BUILT_IN = "built-in"

Distributions = Callable[[], Iterable[importlib.metadata.Distribution]]
"""What is installed, such as `importlib.metadata.distributions`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One driver or card format that is installed.

    Attributes:
        origin: `built-in`, or distribution and version.
        module: what is imported once it is allowed.
        approval: what a technician must have allowed; None for a built-in one.
        fault: why nobody can allow it as it is installed, or None.
    """

    name: str
    origin: str
    manifest: Path
    module: str
    approval: Approval | None = None
    fault: Fault | None = None

    def read_manifest(self, kind: type[AnyManifest]) -> AnyManifest:
        """Its manifest.

        Raises:
            DriverRefused: it is installed in a way that cannot be approved.
            ManifestRefused: unreadable, impossible, or of another name.
        """
        if self.fault is not None:
            raise DriverRefused(self.fault, f"{self.origin}: {self.fault.native_code}")
        manifest = read_manifest(self.manifest, kind)
        if manifest.name != self.name:
            raise ManifestRefused(f"the manifest of {self.name} names itself {manifest.name}")
        return manifest

    def check_approved(self, approvals: frozenset[Approval]) -> None:
        """See that it may be imported.

        Raises:
            DriverRefused: a plug-in that no technician approved as it is now.
        """
        if self.approval and self.approval not in approvals:
            fault = Fault(code=FaultCode.NOT_APPROVED, native_code=self.origin, retryable=False)
            raise DriverRefused(fault, f"no technician approved {self.origin}")

    def load(self) -> ModuleType:
        """Import it.

        Raises:
            DriverRefused: whatever it raised.
        """
        return _imported(self.module)

    def has_part(self, part: str) -> bool:
        """Whether its folder has an optional module of this name; only its package is imported for that.

        Raises:
            DriverRefused: whatever the package raised.
        """
        package, _, _ = self.module.rpartition(".")
        if not package:
            return False
        _imported(package)
        with own_fault(f"{package}.{part} cannot be looked for"):
            return importlib.util.find_spec(f"{package}.{part}") is not None

    def load_part(self, part: str) -> ModuleType:
        """Import an optional module of its folder.

        Raises:
            DriverRefused: whatever it raised.
        """
        package, _, _ = self.module.rpartition(".")
        return _imported(f"{package}.{part}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that is installed of one kind.

    Attributes:
        folder, package: where the built-in ones are, as folders and as a package.
        module: name of the module in each folder.
        group: the plug-ins' entry-point group.
    """

    folder: Path
    package: str
    module: str
    group: str
    distributions: Distributions = importlib.metadata.distributions

    def all(self) -> tuple[Source, ...]:
        """Built-in ones first."""
        return (*self._built_in(), *self._plug_ins())

    def named(self, name: str) -> Source:
        """The one of this name; no plug-in takes the place of a built-in one.

        Raises:
            ManifestRefused: there is none.
        """
        for found in (self._built_in, self._plug_ins):
            for source in found():
                if source.name == name:
                    return source
        raise ManifestRefused(f"there is no {self.module} {name}")

    def _built_in(self) -> list[Source]:
        return [
            Source(
                name=path.parent.name,
                origin=BUILT_IN,
                manifest=path,
                module=f"{self.package}.{path.parent.name}.{self.module}",
            )
            for path in sorted(self.folder.glob(f"*/{MANIFEST_NAME}"))
        ]

    def _plug_ins(self) -> list[Source]:
        return [
            Source(
                name=plugin.name,
                origin=plugin.label,
                manifest=plugin.manifest,
                module=plugin.module,
                approval=plugin.approval,
                fault=plugin.fault,
            )
            for plugin in find_plugins(self.distributions(), self.group)
        ]


def _imported(module: str) -> ModuleType:
    with own_fault(f"{module} cannot be imported"):
        return importlib.import_module(module)


@contextmanager
def own_fault(what: str) -> Iterator[None]:
    """Let a plug-in raise anything at all, even leave the program: it comes out as a refusal of that plug-in.

    Raises:
        DriverError: as it was raised, or a `DriverRefused` in place of anything else.
    """
    try:
        yield
    except DriverError:
        raise
    except (Exception, SystemExit) as error:
        fault = Fault(code=FaultCode.CRASHED, native_code=type(error).__name__, retryable=False)
        raise DriverRefused(fault, f"{what}: {error}") from error
