"""What is installed here for reading cards: drivers and card formats, built as this till may use them."""

from dataclasses import dataclass

from fidpos.bootstrap.readers import KeptForReaders, selections
from fidpos.domain.plug_in import Approval
from fidpos.domain.shop import TillIdentity
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.registry import Registry, Selection
from fidpos.settings.till_settings import Cards, Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Drivers and formats as of one moment; another approval makes another one.

    Attributes:
        readers, cards: what the settings say.
        is_production: whether the store is a real shop's.
    """

    readers: Readers
    cards: Cards
    kept: KeptForReaders
    is_production: bool

    @classmethod
    def of(cls, identity: TillIdentity, readers: Readers, cards: Cards, kept: KeptForReaders) -> "Installed":
        """Of this till."""
        return cls(readers=readers, cards=cards, kept=kept, is_production=identity.production)

    @property
    def approvals(self) -> frozenset[Approval]:
        """Plug-ins that may be imported."""
        return self.kept.approvals

    @property
    def registry(self) -> Registry:
        """The drivers."""
        return Registry(production=self.is_production, approvals=self.approvals)

    @property
    def catalogue(self) -> Catalogue:
        """The card formats."""
        return Catalogue(self.cards, self.kept.secrets, approvals=self.approvals)

    @property
    def selections(self) -> tuple[Selection, ...]:
        """The readers in use."""
        return tuple(selections(self.readers))
