"""A gift card that the till learns of by holding money of it: as the centre says it is, and with the hold."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from fidpos.columns import instant_from_int
from fidpos.domain.ids import uuid7
from fidpos.localdb.engine import Connection
from fidpos.localdb.origin import Stamp
from fidpos.localdb.own_events import OwnEvents
from fidpos.localdb.pulled_gift_card import Booking, bring_gift_card
from fidpos.localdb.recording import record
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import sync_memory
from fidpos.posting.granted import before_hold
from fidpos.wire.events import Event
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.gift_card_standing import GiftCardStanding

_ACKED = sql(select(sync_memory.c.acked_seq))


def learn(connection: Connection, standing: GiftCardStanding, held: GiftCardHeld, stamp: Stamp) -> bool:
    """Write both inside the caller's transaction; False when the card has less than was granted.

    Raises:
        AlreadyThere: the hold is there.
        InvalidValue: no card can be like this, or its key does not open what stands on it.
    """
    before = before_hold(standing, held, _unacknowledged(connection, standing))
    if before is None:
        return False
    new_id = partial(uuid7, instant_from_int(stamp.wall_ts))
    bring_gift_card(connection, before, OwnEvents(), Booking(stamp=stamp, new_id=new_id))
    record(connection, held, stamp)
    return True


def _unacknowledged(connection: Connection, standing: GiftCardStanding) -> Sequence[Event]:
    row = connection.execute(_ACKED).fetchone()
    own = OwnEvents()
    own.begin_after(0 if row is None else row[0])
    own.read_on(connection)
    return own.about(standing.id)
