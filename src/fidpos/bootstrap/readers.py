"""Which readers and cards a till has: its settings and its shop, made into a manager."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.plug_in import Approval
from fidpos.domain.shop import TillIdentity
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection
from fidpos.settings.till_settings import Readers, TillSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForReaders:
    """What the store keeps for the readers.

    Attributes:
        approvals: plug-ins that a technician allowed, as they stand when the readers are built.
    """

    secrets: CardSecrets
    approvals: frozenset[Approval] = frozenset()


def build_readers(
    settings: TillSettings,
    identity: TillIdentity,
    kept: KeptForReaders,
    *,
    monotonic_s: Callable[[], float],
    on_read: Callable[[CardRead | RefusedRead], None],
    on_status: Callable[[tuple[DeviceStatus, ...]], None],
) -> ReaderManager:
    """A manager, not yet started.

    Args:
        settings: which drivers and which card formats are in use.
        identity: its merchant code tells our cards from another merchant's; a production till refuses
            simulated readers.
        kept: keys of single cards, approvals of plug-ins.
        monotonic_s: seconds that never step back.
        on_read: called on the manager's thread for each card or code presented.
        on_status: called on the manager's thread with all statuses whenever one changes.
    """
    registry = Registry(production=identity.production, approvals=kept.approvals)
    return ReaderManager(
        registry.prepare(selections(settings.readers)),
        decoder=CardDecoder(NumberLayout(merchant_code=identity.merchant_code), kept.secrets),
        cards=Catalogue(settings.cards, kept.secrets, approvals=kept.approvals).recogniser(),
        monotonic_s=monotonic_s,
        on_read=on_read,
        on_status=on_status,
    )


def selections(readers: Readers) -> Iterator[Selection]:
    """The drivers in use; a table's `driver` names it, else the table's own name does."""
    for name, table in readers.items():
        settings = dict(table)
        driver = settings.pop("driver", name)
        yield Selection(name=name, driver=str(driver), settings=settings)
