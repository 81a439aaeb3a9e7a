"""Which card formats exist, and those that the merchant enabled, built.

A format that may not or cannot be built is a row with its reason; the others work without it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distributions as installed
from pathlib import Path

from fidpos.domain.plug_in import Approval
from fidpos.logs.redaction import Code
from fidpos.readers.cards.profile import CardProfile
from fidpos.readers.cards.recogniser import EnabledFormat, Recogniser
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.writing import CardKeyKeeper, CardWriter
from fidpos.readers.driver import Fault
from fidpos.readers.errors import DriverError
from fidpos.readers.manifest import CardManifest
from fidpos.readers.plugin import CARDS_GROUP
from fidpos.readers.source import Distributions, Source, Sources, own_fault

log = logging.getLogger(__name__)

FORMATS_FOLDER = Path(__file__).parent / "formats"

Chosen = Mapping[str, Mapping[str, object]]
"""Settings of each enabled format, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatEntry:
    """A row of the list of card formats.

    Attributes:
        fault: why it cannot be used, or None.
        approval: what a technician may allow; None for a built-in format.
    """

    name: str
    origin: str
    manifest: CardManifest | None
    is_enabled: bool
    fault: Fault | None
    approval: Approval | None = None


class Catalogue:
    """The card formats of this installation.

    Args:
        chosen: those enabled, with their settings as they stand in the settings file.
        approvals: plug-ins that a technician allowed.
        distributions: what is installed.
    """

    def __init__(
        self,
        chosen: Chosen,
        secrets: CardSecrets,
        *,
        approvals: frozenset[Approval] = frozenset(),
        distributions: Distributions = installed,
    ) -> None:
        self._chosen = chosen
        self._secrets = secrets
        self._approvals = approvals
        self._sources = Sources(
            folder=FORMATS_FOLDER,
            package="fidpos.readers.cards.formats",
            module="profile",
            group=CARDS_GROUP,
            distributions=distributions,
        )

    def entries(self) -> tuple[FormatEntry, ...]:
        """Every format, built-in ones first, and whatever is enabled and not installed."""
        return tuple(entry for entry, _ in self._built())

    def recogniser(self) -> Recogniser:
        """The enabled formats that could be built."""
        return Recogniser(
            EnabledFormat(name=entry.name, profile=profile) for entry, profile in self._built() if profile
        )

    def writers(self, keys: CardKeyKeeper) -> Mapping[str, CardWriter]:
        """What can write, by the name of its format: those of the enabled formats that have a writer.

        One that cannot be built is left out, and the log says why: its cards are still read.
        """
        found: dict[str, CardWriter] = {}
        for entry, profile in self._built():
            if profile is None or entry.manifest is None:
                continue
            source = self._sources.named(entry.name)
            try:
                if source.has_part("writer"):
                    settings = entry.manifest.checked_settings(self._chosen.get(entry.name, {}))
                    found[entry.name] = source.load_part("writer").create_writer(settings, keys)
            except (Exception, SystemExit):
                log.exception("cards of format %s cannot be written", Code(entry.name))
        return found

    def _built(self) -> list[tuple[FormatEntry, CardProfile | None]]:
        installed_ones = {source.name: source for source in reversed(self._sources.all())}
        names = [*installed_ones, *(name for name in self._chosen if name not in installed_ones)]
        return [self._entry(name, installed_ones.get(name)) for name in sorted(names)]

    def _entry(self, name: str, source: Source | None) -> tuple[FormatEntry, CardProfile | None]:
        manifest, profile, fault = None, None, None
        is_enabled = name in self._chosen
        try:
            with own_fault(f"card format {name} cannot be used"):
                source = source or self._sources.named(name)
                manifest = source.read_manifest(CardManifest)
                is_enabled = is_enabled or manifest.always
                source.check_approved(self._approvals)
                if is_enabled:
                    profile = self._create(source, manifest)
        except DriverError as error:
            fault = error.fault
        entry = FormatEntry(
            name=name,
            origin=source.origin if source else "",
            manifest=manifest,
            is_enabled=is_enabled,
            fault=fault,
            approval=source.approval if source else None,
        )
        return entry, profile

    def _create(self, source: Source, manifest: CardManifest) -> CardProfile:
        settings = manifest.checked_settings(self._chosen.get(source.name, {}))
        profile: CardProfile = source.load().create(settings, self._secrets)
        return profile
