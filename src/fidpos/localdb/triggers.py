"""What the store refuses, whoever asks: the one list of triggers.

A batch migration rebuilds a table and loses its triggers, so they are dropped before each migration and made
again from here. An `INSERT OR REPLACE` deletes the row it replaces: with `recursive_triggers`, which every
connection of ours sets, the denial of DELETE stops it too.
"""

APPEND_ONLY = (
    "settings",
    "programmes",
    "staff_versions",
    "consents",
    "tier_history",
    "journal",
    "visit_lines",
    "visit_refunds",
    "visit_tickets",
    "ledger_entries",
    "lot_allocations",
    "gift_entries",
)
"""Tables whose rows are written once."""

_TOLD = {
    "visits": (
        "id",
        "closed_at",
        "business_day",
        "currency",
        "amount_minor",
        "discount_minor",
        "points",
        "event_seq",
    ),
    "visit_voids": ("visit_id", "event_seq"),
}
"""Tables whose rows stay when an event of this till's journal tells them, and the columns that never change.
What came from the centre is put right by the centre; a visit follows its member into a merge."""

_FIXED_COLUMNS = {
    "lots": ("id", "counter", "entry_id", "earned", "earned_on"),
    "vouchers": ("id", "given_by", "number_digest"),
    "rule_uses": ("member_id", "rule", "subject", "cause_id"),
    "gift_cards": (
        "id",
        "masked",
        "vat",
        "valid_months",
        "grace_days",
        "currency",
        "face_minor",
        "issued_at",
        "sealed",
    ),
    "gift_holds": ("id", "gift_card_id", "visit_id", "amount_minor", "held_at", "expires_at"),
}
"""Tables whose rows stay, and the columns of them that never change. A lot follows its account into a merge,
a voucher its member; one that the centre withholds has another first day."""

_NUMBER_TAKEN = (
    "WHEN NEW.number_hash IS NOT OLD.number_hash "
    "AND (substr(NEW.number_hash, 1, 16) <> zeroblob(16) OR substr(NEW.number_hash, 17) <> OLD.id) "
)
"""A gift card's number is never another one; it may only be lost, see `disowned`."""


def triggers() -> dict[str, str]:
    """By name, the statement that makes each trigger."""
    denials = {}
    for table in APPEND_ONLY:
        denials[f"{table}_no_update"] = _denial(f"{table}_no_update", "UPDATE", table)
        denials[f"{table}_no_delete"] = _denial(f"{table}_no_delete", "DELETE", table)
    for table, columns in _FIXED_COLUMNS.items():
        what = f"UPDATE OF {', '.join(columns)}"
        denials[f"{table}_no_update"] = _denial(f"{table}_no_update", what, table)
        denials[f"{table}_no_delete"] = _denial(f"{table}_no_delete", "DELETE", table)
    name = "gift_cards_number_stays"
    denials[name] = _denial(name, "UPDATE OF number_hash", "gift_cards", _NUMBER_TAKEN)
    for table, columns in _TOLD.items():
        what, told = f"UPDATE OF {', '.join(columns)}", "WHEN OLD.event_seq IS NOT NULL "
        denials[f"{table}_no_update"] = _denial(f"{table}_no_update", what, table, told)
        denials[f"{table}_no_delete"] = _denial(f"{table}_no_delete", "DELETE", table, told)
    return denials


def _denial(name: str, what: str, table: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table}: what was written stays'); END"
    )
