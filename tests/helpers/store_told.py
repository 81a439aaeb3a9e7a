"""What a store on disk knows beside members, read back as the states that a centre would send."""

from fidpos.columns import id_from_blob
from fidpos.domain.gift_card import HoldState
from fidpos.domain.ids import GiftCardId, MemberId, StaffId
from fidpos.domain.staff import Role
from fidpos.localdb.engine import Reader
from fidpos.localdb.mapping.gift_cards import (
    CARD_COLUMNS,
    ENTRY_COLUMNS,
    HOLD_COLUMNS,
    card_from_row,
    entry_from_row,
    hold_from_row,
)
from fidpos.posting.gift_card_standing import entry_state, hold_state
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import StaffState

_CARD = f"SELECT {', '.join(column.name for column in CARD_COLUMNS)} FROM gift_cards WHERE id = ?"
_ENTRIES = (
    f"SELECT {', '.join(column.name for column in ENTRY_COLUMNS)} FROM gift_entries "
    "WHERE gift_card_id = ? ORDER BY id"
)
_HOLDS = (
    f"SELECT {', '.join(column.name for column in HOLD_COLUMNS)} FROM gift_holds "
    "WHERE gift_card_id = ? ORDER BY id"
)
_STAFF = """
    SELECT staff_id, name, role, pin_hash, badge, own_member_id, employed, max(version)
    FROM staff_versions GROUP BY staff_id
"""


def gift_card_ids(reader: Reader) -> list[GiftCardId]:
    """Of every card."""
    return [GiftCardId(id_from_blob(row[0])) for row in reader.all("SELECT id FROM gift_cards ORDER BY id")]


def cards_alone(reader: Reader) -> set[GiftCardId]:
    """Those that the till spends on its own word."""
    rows = reader.all("SELECT id FROM gift_cards WHERE only_at IS NOT NULL")
    return {GiftCardId(id_from_blob(row[0])) for row in rows}


def gift_card_standing(reader: Reader, card_id: GiftCardId) -> GiftCardStanding:
    """The card with every row of it."""
    ((key,),) = reader.all("SELECT key FROM gift_card_keys WHERE gift_card_id = ?", card_id.bytes)
    ((sealed,),) = reader.all("SELECT sealed FROM gift_cards WHERE id = ?", card_id.bytes)
    card = card_from_row(reader.all(_CARD, card_id.bytes)[0])
    holds = [hold_from_row(row) for row in reader.all(_HOLDS, card_id.bytes)]
    return GiftCardStanding(
        id=card.id,
        key=key,
        sealed=sealed,
        vat=card.terms.vat,
        valid_months=card.terms.valid_months,
        grace_days=card.terms.grace_days,
        currency=card.currency.code,
        face_minor=card.face_minor,
        issued_at=card.issued_at,
        state=card.state,
        balance_minor=card.balance_minor,
        expires_on=card.expires_on,
        entries=tuple(entry_state(entry_from_row(row)) for row in reader.all(_ENTRIES, card_id.bytes)),
        holds=tuple(hold_state(hold) for hold in holds if hold.state is HoldState.HELD),
    )


def programme_body(reader: Reader, version: int) -> bytes:
    """A version of the programme."""
    ((body,),) = reader.all("SELECT body FROM programmes WHERE version = ?", version)
    return bytes(body)


def staff_states(reader: Reader) -> dict[StaffId, StaffState]:
    """Everybody who was ever told of, as of the newest version."""
    return {
        StaffId(id_from_blob(blob)): StaffState(
            id=StaffId(id_from_blob(blob)),
            name=name,
            role=Role(role),
            pin_hash=pin_hash,
            badge=badge,
            own_member_id=None if own is None else MemberId(id_from_blob(own)),
            employed=bool(employed),
        )
        for blob, name, role, pin_hash, badge, own, employed, _ in reader.all(_STAFF)
    }
