"""What the command line needs to know of a till, read beside it while it runs; nothing is changed."""

from dataclasses import dataclass

from fidpos.bootstrap.store import load_keys
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.plug_in import Approval
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Peeked:
    """What the readers of a till are built from.

    Attributes:
        merchant_code: tells our cards from another merchant's.
        approvals: plug-ins that a technician allowed.
    """

    merchant_code: str
    is_production: bool
    approvals: frozenset[Approval]


def peek(folder: TillFolder, clock: Clock) -> Peeked | None:
    """What the store says; None when there is no till in the folder, or its store cannot be opened."""
    try:
        store = LocalStore.open(folder.store, load_keys(folder).keys.store_key, clock)
    except FidposError:
        return None
    try:
        identity = store.identity()
        return Peeked(
            merchant_code=identity.merchant_code,
            is_production=identity.production,
            approvals=PlugInApprovals(store.database, store.origin).plugin_approvals(),
        )
    except FidposError:
        return None
    finally:
        store.close()
