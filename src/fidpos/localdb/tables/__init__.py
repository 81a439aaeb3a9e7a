"""The tables of the till's store, a module a theme.

Migrations build them; `tests/integration/store` holds the two together.

Every table is STRICT: an amount that is no integer is refused. What may never change stands in
`triggers.APPEND_ONLY`. Rows keyed by an id are stored in the order of the ids (`WITHOUT ROWID`), which are
UUIDv7: what is new lies together, so that a closing visit touches few pages.
"""

from fidpos.localdb.tables.card_secrets import card_counters, card_keys, plug_in_approvals, signing_keys
from fidpos.localdb.tables.history import (
    days,
    journal,
    refund_requests,
    refunds_told,
    visit_lines,
    visit_refunds,
    visit_tickets,
    visit_voids,
    visits,
)
from fidpos.localdb.tables.people import (
    accounts,
    cards,
    consents,
    member_keys,
    members,
    relatives,
    tier_history,
)
from fidpos.localdb.tables.place import programmes, settings, staff_tries, staff_versions
from fidpos.localdb.tables.points import (
    balances,
    day_aggregates,
    late_sums,
    ledger_entries,
    lifetimes,
    lot_allocations,
    lots,
)
from fidpos.localdb.tables.rights import rule_uses, scope_history, vouchers
from fidpos.localdb.tables.schema import metadata
from fidpos.localdb.tables.stored_value import (
    allowance_draws,
    allowances,
    gift_card_keys,
    gift_cards,
    gift_entries,
    gift_holds,
)
from fidpos.localdb.tables.work import draft, gift_sale, heard_out, paid_tickets, sync_memory

__all__ = [
    "accounts",
    "allowance_draws",
    "allowances",
    "balances",
    "card_counters",
    "card_keys",
    "cards",
    "consents",
    "day_aggregates",
    "days",
    "draft",
    "gift_card_keys",
    "gift_cards",
    "gift_entries",
    "gift_holds",
    "gift_sale",
    "heard_out",
    "journal",
    "late_sums",
    "ledger_entries",
    "lifetimes",
    "lot_allocations",
    "lots",
    "member_keys",
    "members",
    "metadata",
    "paid_tickets",
    "plug_in_approvals",
    "programmes",
    "refund_requests",
    "refunds_told",
    "relatives",
    "rule_uses",
    "scope_history",
    "settings",
    "signing_keys",
    "staff_tries",
    "staff_versions",
    "sync_memory",
    "tier_history",
    "visit_lines",
    "visit_refunds",
    "visit_tickets",
    "visit_voids",
    "visits",
    "vouchers",
]
