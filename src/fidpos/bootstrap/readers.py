"""Which readers and cards a till has: its settings and what is installed, made into a manager."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import distributions as installed

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.plug_in import Approval
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.codes.code import Gs1Rule
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection
from fidpos.readers.source import Distributions
from fidpos.settings.till_settings import Cards, Readers, TillSettings

KEYBOARD_WEDGE = "keyboard_wedge"
"""The driver whose keys come from the till's window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Drivers and card formats as this till may use them; another setting or approval makes another one.

    Attributes:
        readers: which drivers are in use, as the settings say.
        cards: which card formats are.
        gs1: which GS1 codes name a member.
        secrets: keys of single cards.
        approvals: plug-ins that a technician allowed.
        is_production: whether real customers are served; then simulated readers are refused.
        distributions: where plug-ins are looked for.
    """

    readers: Readers
    cards: Cards
    secrets: CardSecrets = field(repr=False)
    approvals: frozenset[Approval] = frozenset()
    is_production: bool = True
    gs1: Gs1Rule = field(default_factory=Gs1Rule)
    distributions: Distributions = installed

    @property
    def registry(self) -> Registry:
        """The drivers."""
        return Registry(
            production=self.is_production, approvals=self.approvals, distributions=self.distributions
        )

    @property
    def catalogue(self) -> Catalogue:
        """The card formats."""
        return Catalogue(self.cards, self.secrets, approvals=self.approvals, distributions=self.distributions)

    @property
    def selections(self) -> tuple[Selection, ...]:
        """The readers in use; a table's `driver` names its driver, else the table's own name does."""
        return tuple(_selections(self.readers))


def build_readers(
    installed: Installed,
    merchant_code: str,
    *,
    monotonic_s: Callable[[], float],
    on_read: Callable[[CardRead | RefusedRead], None],
    on_status: Callable[[tuple[DeviceStatus, ...]], None],
) -> ReaderManager:
    """A manager, not yet started.

    Args:
        installed: which drivers and which card formats are in use.
        merchant_code: tells our cards from another merchant's.
        monotonic_s: seconds that never step back.
        on_read: called on the manager's thread for each card or code presented.
        on_status: called on the manager's thread with all statuses whenever one changes.
    """
    return ReaderManager(
        installed.registry.prepare(installed.selections),
        decoder=CardDecoder(NumberLayout(merchant_code=merchant_code), installed.secrets, installed.gs1),
        cards=installed.catalogue.recogniser(),
        monotonic_s=monotonic_s,
        on_read=on_read,
        on_status=on_status,
    )


def gs1_rule(settings: TillSettings) -> Gs1Rule:
    """Which GS1 codes name a member, as the settings say."""
    return Gs1Rule(company_prefixes=settings.gs1_company_prefixes, is_assumed=settings.gs1_assumed)


def _selections(readers: Readers) -> Iterator[Selection]:
    for name, table in readers.items():
        settings = dict(table)
        driver = settings.pop("driver", name)
        yield Selection(name=name, driver=str(driver), settings=settings)
