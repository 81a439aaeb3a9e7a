"""Which readers a till has: its settings and its shop, made into a running manager."""

from collections.abc import Callable, Mapping

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.shop import TillIdentity
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection


def build_readers(
    chosen: Mapping[str, Mapping[str, object]],
    identity: TillIdentity,
    *,
    monotonic_s: Callable[[], float],
    on_read: Callable[[CardRead | RefusedRead], None],
    on_status: Callable[[tuple[DeviceStatus, ...]], None],
) -> ReaderManager:
    """A manager, not yet started.

    Args:
        chosen: settings of each driver in use, by its name.
        identity: its merchant code tells our cards from another merchant's; a production till refuses
            simulated readers.
        monotonic_s: seconds that never step back.
        on_read: called on the manager's thread for each card or code presented.
        on_status: called on the manager's thread with all statuses whenever one changes.
    """
    registry = Registry(production=identity.production)
    selections = [Selection(driver=name, settings=settings) for name, settings in chosen.items()]
    return ReaderManager(
        registry.prepare(selections),
        decoder=CardDecoder(NumberLayout(merchant_code=identity.merchant_code)),
        monotonic_s=monotonic_s,
        on_read=on_read,
        on_status=on_status,
    )
