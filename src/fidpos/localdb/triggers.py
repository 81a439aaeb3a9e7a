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
    "visits",
    "visit_lines",
    "visit_voids",
    "visit_refunds",
    "visit_tickets",
    "ledger_entries",
    "lot_allocations",
    "gift_entries",
)
"""Tables whose rows are written once."""

_FIXED_COLUMNS = {
    "lots": ("id", "account_id", "counter", "entry_id", "earned", "earned_on"),
    "vouchers": ("id", "member_id", "body", "valid_until", "given_by", "number_digest"),
    "rule_uses": ("member_id", "rule", "subject", "cause_id", "count", "business_day", "at"),
    "gift_cards": (
        "id",
        "number_hash",
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
"""Tables whose rows stay, and the columns of them that never change."""


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
    return denials


def _denial(name: str, what: str, table: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: what was written stays'); END"
    )
