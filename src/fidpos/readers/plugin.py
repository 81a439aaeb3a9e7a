"""Third-party drivers and card formats as their metadata describes them; nothing here imports their code.

What is wrong with one is its own fault: no package that somebody installed keeps the till from opening.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path, PurePosixPath

from fidpos.domain.plug_in import Approval
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.fingerprint import fingerprint
from fidpos.readers.manifest import MANIFEST_NAME

log = logging.getLogger(__name__)

DRIVERS_GROUP = "fidpos.readers"
CARDS_GROUP = "fidpos.cards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """A driver or card format offered by a distribution; its manifest lies beside its module.

    Attributes:
        fault: why it can never be approved as it is installed, or None; then its fingerprint is empty.
    """

    name: str
    module: str
    manifest: Path
    approval: Approval
    fault: Fault | None = None

    @property
    def label(self) -> str:
        """Distribution and version, as a technician knows it."""
        return f"{self.approval.distribution} {self.approval.version}"


def find_plugins(distributions: Iterable[Distribution], group: str) -> tuple[Plugin, ...]:
    """The plug-ins of the given distributions in that entry-point group, in order of their names."""
    found = [
        _plugin(distribution, entry_point)
        for distribution in distributions
        for entry_point in _entry_points(distribution)
        if entry_point.group == group
    ]
    return tuple(sorted(found, key=lambda plugin: plugin.name))


def _entry_points(distribution: Distribution) -> tuple[EntryPoint, ...]:
    """None where they cannot be read: whether that distribution has anything for us nobody knows."""
    try:
        return tuple(distribution.entry_points)
    except Exception:
        log.exception("the entry points of an installed distribution cannot be read")
        return ()


def _plugin(distribution: Distribution, entry_point: EntryPoint) -> Plugin:
    module, manifest, digest, fault = "", Path(MANIFEST_NAME), "", None
    try:
        module = _module(entry_point)
        beside = PurePosixPath(*module.split(".")[:-1]) / MANIFEST_NAME
        manifest = Path(str(distribution.locate_file(str(beside))))
        digest = fingerprint(distribution, module)
    except Exception as error:
        log.warning("a plug-in is refused", exc_info=True)
        fault = Fault(code=FaultCode.MANIFEST_REFUSED, native_code=str(error), retryable=False)
    name, version = _name_and_version(distribution)
    return Plugin(
        name=entry_point.name,
        module=module,
        manifest=manifest,
        approval=Approval(distribution=name, version=version, fingerprint=digest),
        fault=fault,
    )


def _module(entry_point: EntryPoint) -> str:
    """The module an entry point names.

    Raises:
        ValueError: it names none, or one without a package of its own.
    """
    value = entry_point.value.partition(":")[0].partition("[")[0].strip()
    parts = value.split(".")
    if len(parts) < 2 or not all(part.isidentifier() for part in parts):
        raise ValueError(f"the entry point {entry_point.value!r} is no module in a package")
    return value


def _name_and_version(distribution: Distribution) -> tuple[str, str]:
    try:
        return distribution.name or "?", distribution.version or "?"
    except Exception:
        log.exception("an installed distribution does not say its name")
        return "?", "?"
