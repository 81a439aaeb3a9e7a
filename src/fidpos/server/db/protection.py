"""Who may do what with each table, and what nobody may: rights, tenancy, rows that stay as written.

Migrations carry these rules out in words of their own; the tests compare the catalogue with what stands here,
and walk every table as the serving role to see that no row of another merchant can be read or written.
"""

APP = "fidpos_app"
"""Serves: neither superuser nor owner, and bound by row-level security."""
BACKUP = "fidpos_backup"
"""Reads everything, of every merchant, and writes nothing."""

TENANT_SETTING = "app.merchant"
"""Names the merchant of a transaction, and ends with it; unset, no row is seen and none can be written."""
TENANT = f"(SELECT NULLIF(current_setting('{TENANT_SETTING}', true), '')::uuid)"
"""As a sub-select it is computed once a statement, not once a row."""

APPEND_ONLY = (
    "audit",
    "bought",
    "consents",
    "erasures",
    "figure_months",
    "gift_entries",
    "ledger_entries",
    "lot_allocations",
    "programme_shops",
    "programmes",
    "server_journal",
    "settings_pushed",
    "staff_versions",
    "suppressions",
    "tickets",
    "tier_history",
    "valuations",
    "visit_refunds",
    "visit_voids",
)
"""Tables whose rows are written once."""

FIXED_COLUMNS = {
    "gift_cards": (
        *("merchant_id", "id", "number_hash", "masked", "vat", "valid_months", "grace_days", "currency"),
        *("face_minor", "issued_at", "disowned", "sealed"),
    ),
    "gift_holds": (
        *("merchant_id", "id", "gift_card_id", "till_id", "visit_id", "amount_minor", "held_at"),
        *("expires_at", "allowance_id"),
    ),
    "journal_rows": (
        *("merchant_id", "till_id", "lineage", "seq", "event_id", "epoch", "hash", "schema_version"),
        *("wall_ts", "boot_id", "monotonic", "server_offset", "body", "received_at", "repeats"),
    ),
    "lots": ("merchant_id", "id", "counter", "entry_id", "earned", "earned_on"),
    "reward_holds": (
        *("merchant_id", "id", "kind", "counter", "amount", "till_id", "visit_id", "held_at", "expires_at"),
    ),
    "rule_uses": (*("merchant_id", "rule", "subject", "cause_id", "count", "business_day", "at"),),
    "visits": (
        *("merchant_id", "id", "event_id", "shop_id", "till_id", "closed_by", "closed_at", "business_day"),
        *("programme_version", "currency", "amount_minor", "discount_minor", "points", "fired", "spent"),
    ),
    "vouchers": ("merchant_id", "id", "body", "valid_until", "given_by", "number_digest"),
}
"""Tables whose rows stay, and the columns of them that never change: what a merge re-points is left out."""

PASSING = (
    "cashier_days",
    "cashier_signs",
    "feed",
    "member_months",
    "member_shops",
    "member_values",
    "nonces",
    "office_logins",
    "office_sessions",
    "office_shops",
    "one_time_codes",
    "pairing_codes",
    "released_holds",
    "rule_days",
    "shop_days",
    "staff_shops",
    "subject_keys",
)
"""Tables whose rows may be deleted, too."""

OF_NOBODY = ("alembic_version", "generation")
"""Tables that hold nothing of any merchant: who serves may read them, who migrates writes them."""


def rights(table: str) -> frozenset[str]:
    """What the serving role may do with a table."""
    if table in OF_NOBODY:
        return frozenset({"SELECT"})
    if table in APPEND_ONLY:
        return frozenset({"SELECT", "INSERT"})
    kept = frozenset({"SELECT", "INSERT", "UPDATE"})
    return kept | {"DELETE"} if table in PASSING else kept
