"""The tables of the till's store. Migrations build them; `tests/integration/store` holds the two together.

Every table is STRICT: an amount that is no integer is refused. What may never change stands in
`triggers.APPEND_ONLY`. Rows keyed by an id are stored in the order of the ids (`WITHOUT ROWID`), which are
UUIDv7: what is new lies together, so that a closing visit touches few pages.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.sql.type_api import TypeEngine

from fidpos.columns import DAY, FLAG, ID, INSTANT

BYTES = LargeBinary()
INT = Integer()
TEXT = Text()

metadata = MetaData()


def _column(
    name: str, kind: TypeEngine[Any], to: str = "", *, key: bool = False, null: bool = False
) -> Column[Any]:
    reference = (ForeignKey(to),) if to else ()
    return Column(name, kind, *reference, primary_key=key, nullable=null)


def _keyed(name: str, *parts: Column[Any]) -> Table:
    return Table(name, metadata, *parts, sqlite_with_rowid=False, sqlite_strict=True)


# Who and where the till is. Each change is a new version; the old ones stay.

settings = _keyed(
    "settings",
    _column("name", TEXT, key=True),
    _column("version", INT, key=True),
    _column("body", BYTES),
    _column("since", INSTANT),
)

programmes = _keyed(
    "programmes",
    _column("version", INT, key=True),
    _column("body", BYTES),
    _column("since", INSTANT),
)

staff_versions = _keyed(
    "staff_versions",
    _column("staff_id", ID, key=True),
    _column("version", INT, key=True),
    _column("name", TEXT),
    _column("role", TEXT),
    _column("pin_hash", TEXT),
    _column("badge", TEXT, null=True),
    _column("own_member_id", ID, null=True),
    _column("employed", FLAG),
    _column("since", INSTANT),
)

staff_tries = _keyed(
    "staff_tries",
    _column("staff_id", ID, key=True),
    _column("failures", INT),
    _column("disabled", FLAG),
)

# What the till was told of cards, and may run beside the keys.

card_keys = _keyed(
    "card_keys",
    _column("use", TEXT, key=True),
    _column("card", TEXT, key=True),
    _column("key_id", INT, key=True),
    _column("position", INT),
    _column("sealed", BYTES),
    _column("fingerprint", BYTES, null=True),
    _column("retired", FLAG),
)
Index("card_keys_by_position", card_keys.c.use, card_keys.c.position, unique=True)
Index("card_keys_by_card", card_keys.c.card)
Index("card_keys_by_fingerprint", card_keys.c.fingerprint, sqlite_where=card_keys.c.fingerprint.is_not(None))
"""Of a use, the newest key has the highest position. Two cards never have the same fingerprint."""

card_counters = _keyed(
    "card_counters",
    _column("form", TEXT, key=True),
    _column("card", TEXT, key=True),
    _column("counter", INT),
)
Index("card_counters_by_card", card_counters.c.card)

signing_keys = _keyed(
    "signing_keys",
    _column("key_id", INT, key=True),
    _column("public_key", BYTES),
    _column("retired", FLAG),
)

plug_in_approvals = _keyed(
    "plug_in_approvals",
    _column("distribution", TEXT, key=True),
    _column("version", TEXT, key=True),
    _column("fingerprint", TEXT, key=True),
    _column("approved", FLAG),
    _column("staff_id", ID),
    _column("since", INSTANT),
)
"""The latest word on each; what was withdrawn stays, so that a restore cannot bring it back."""

# Members, what they hold out, and what they agreed to.

accounts = _keyed(
    "accounts",
    _column("id", ID, key=True),
    _column("opened_on", DAY),
)

members = _keyed(
    "members",
    _column("id", ID, key=True),
    _column("account_id", ID, "accounts.id"),
    _column("number", TEXT),
    _column("status", TEXT),
    _column("enrolled_on", DAY),
    _column("given_name", TEXT),
    _column("family_name", TEXT),
    _column("phone", TEXT),
    _column("birthday", INT, null=True),
    _column("birthday_changed_on", DAY, null=True),
    _column("birth_year", INT, null=True),
    _column("language", TEXT),
    _column("labels", TEXT),
    _column("tier", TEXT, null=True),
    _column("tier_since", DAY, null=True),
    _column("tier_until", DAY, null=True),
    _column("merged_into", ID, "members.id", null=True),
    _column("erased_at", INSTANT, null=True),
    _column("family_first", TEXT, null=True),
    _column("given_first", TEXT, null=True),
    _column("phone_key", TEXT, null=True),
)
Index("members_by_number", members.c.number, unique=True)
Index("members_by_account", members.c.account_id)
Index("members_by_family_name", members.c.family_first, sqlite_where=members.c.family_first.is_not(None))
Index("members_by_given_name", members.c.given_first, sqlite_where=members.c.given_first.is_not(None))
Index("members_by_phone", members.c.phone_key, sqlite_where=members.c.phone_key.is_not(None))
"""`birthday` is month * 100 + day. The last three columns are folded for search, and NULL for who is merged
or erased."""

member_keys = _keyed(
    "member_keys",
    _column("member_id", ID, key=True),
    _column("key", BYTES),
)

relatives = _keyed(
    "relatives",
    _column("member_id", ID, "members.id", key=True),
    _column("position", INT, key=True),
    _column("id", ID),
    _column("relation", TEXT),
    _column("given_name", TEXT),
    _column("birthday", INT, null=True),
    _column("birthday_changed_on", DAY, null=True),
)

cards = _keyed(
    "cards",
    _column("token", TEXT, key=True),
    _column("id", ID),
    _column("medium", TEXT),
    _column("member_id", ID, "members.id"),
    _column("holder_id", ID, null=True),
    _column("status", TEXT),
    _column("linked_at", INSTANT),
)
Index("cards_by_id", cards.c.id, unique=True)
Index("cards_by_member", cards.c.member_id)

consents = _keyed(
    "consents",
    _column("id", ID, key=True),
    _column("member_id", ID, "members.id"),
    _column("channel", TEXT),
    _column("granted", FLAG),
    _column("wording", TEXT),
    _column("at", INSTANT),
    _column("staff_id", ID, null=True),
)
Index("consents_by_member", consents.c.member_id, consents.c.channel, consents.c.at)

tier_history = _keyed(
    "tier_history",
    _column("member_id", ID, "members.id", key=True),
    _column("position", INT, key=True),
    _column("tier", TEXT),
    _column("since", DAY),
    _column("until", DAY, null=True),
    _column("visit_id", ID, null=True),
)

# What happened. `event_seq` is the journal row that tells it, NULL for what came from the centre, which may
# put it right. No foreign key ties it: one day the journal is pruned up to what the centre has safely stored.

journal = Table(
    "journal",
    metadata,
    _column("seq", INT, key=True),
    _column("epoch", ID),
    _column("event_id", ID),
    _column("prev_hash", BYTES),
    _column("hash", BYTES),
    _column("hash_version", INT),
    _column("schema_version", INT),
    _column("body", BYTES),
    _column("wall_ts", INSTANT),
    _column("boot_id", ID),
    _column("monotonic", INT),
    _column("server_offset", INT, null=True),
    sqlite_strict=True,
)
Index("journal_by_event", journal.c.event_id, unique=True)
"""`monotonic` counts microseconds since the boot named by `boot_id`; `server_offset`, when known, is the
centre's clock less ours, in microseconds. The layout of what is hashed stands in `wire.chain`."""

visits = _keyed(
    "visits",
    _column("id", ID, key=True),
    _column("member_id", ID, "members.id"),
    _column("closed_at", INSTANT),
    _column("business_day", DAY),
    _column("currency", TEXT),
    _column("amount_minor", INT),
    _column("discount_minor", INT),
    _column("points", INT),
    _column("event_seq", INT, null=True),
)
Index("visits_by_member", visits.c.member_id, visits.c.closed_at)
Index("visits_by_event", visits.c.event_seq, unique=True, sqlite_where=visits.c.event_seq.is_not(None))

visit_lines = _keyed(
    "visit_lines",
    _column("visit_id", ID, "visits.id", key=True),
    _column("position", INT, key=True),
    _column("article", TEXT),
    _column("label", TEXT),
    _column("categories", TEXT),
    _column("brand", TEXT),
    _column("labels", TEXT),
    _column("quantity", INT),
    _column("amount_minor", INT),
    _column("tax_rate_ppm", INT),
    _column("tax_included", FLAG),
    _column("discounted", FLAG),
    _column("earns", FLAG),
)

visit_voids = _keyed(
    "visit_voids",
    _column("visit_id", ID, "visits.id", key=True),
    _column("event_seq", INT, null=True),
)

visit_tickets = _keyed(
    "visit_tickets",
    _column("business_day", DAY, key=True),
    _column("ticket", TEXT, key=True),
    _column("visit_id", ID, "visits.id"),
    _column("event_seq", INT),
)
Index("visit_tickets_by_visit", visit_tickets.c.visit_id)
"""Tickets of the register that were credited later, each once. A visit that the centre takes back is sought
here and in the ledger, as foreign keys ask; neither is to be read as a whole."""

visit_refunds = _keyed(
    "visit_refunds",
    _column("id", ID, key=True),
    _column("visit_id", ID, "visits.id"),
    _column("event_seq", INT),
)
Index("visit_refunds_by_visit", visit_refunds.c.visit_id, visit_refunds.c.event_seq)

# The ledger, and what is kept of it so that nothing has to be summed at the counter.

ledger_entries = _keyed(
    "ledger_entries",
    _column("id", ID, key=True),
    _column("account_id", ID, "accounts.id"),
    _column("counter", TEXT),
    _column("kind", TEXT),
    _column("amount", INT),
    _column("at", INSTANT),
    _column("business_day", DAY),
    _column("visit_id", ID, "visits.id", null=True),
    _column("cause", TEXT),
    _column("reverses", ID, "ledger_entries.id", null=True),
)
Index("ledger_entries_by_account", ledger_entries.c.account_id, ledger_entries.c.counter)
Index(
    "ledger_entries_by_visit", ledger_entries.c.visit_id, sqlite_where=ledger_entries.c.visit_id.is_not(None)
)

lots = _keyed(
    "lots",
    _column("id", ID, key=True),
    _column("account_id", ID, "accounts.id"),
    _column("counter", TEXT),
    _column("entry_id", ID, "ledger_entries.id"),
    _column("earned", INT),
    _column("remaining", INT),
    _column("earned_on", DAY),
    _column("expires_on", DAY, null=True),
    _column("spendable_from", DAY, null=True),
)
Index("open_lots", lots.c.account_id, lots.c.counter, sqlite_where=lots.c.remaining != 0)

lot_allocations = _keyed(
    "lot_allocations",
    _column("entry_id", ID, "ledger_entries.id", key=True),
    _column("lot_id", ID, "lots.id", key=True),
    _column("amount", INT),
)

balances = _keyed(
    "balances",
    _column("account_id", ID, "accounts.id", key=True),
    _column("counter", TEXT, key=True),
    _column("amount", INT),
)

day_aggregates = _keyed(
    "day_aggregates",
    _column("member_id", ID, "members.id", key=True),
    _column("day", DAY, key=True),
    _column("scope", TEXT, key=True),
    _column("visits", INT),
    _column("revenue_minor", INT),
    _column("points_earned", INT),
    _column("quantity", INT),
)

lifetimes = _keyed(
    "lifetimes",
    _column("member_id", ID, "members.id", key=True),
    _column("scope", TEXT, key=True),
    _column("visits", INT),
    _column("revenue_minor", INT),
    _column("points_earned", INT),
    _column("quantity", INT),
)
"""In both, `scope` is empty for the whole, `counter:<code>` for another counter, otherwise the name of a
`rules.scope.Scope` that a programme asks for."""

late_sums = _keyed(
    "late_sums",
    _column("member_id", ID, "members.id", key=True),
    _column("day", DAY, key=True),
    _column("scope", TEXT, key=True),
    _column("visits", INT),
    _column("revenue_minor", INT),
    _column("points_earned", INT),
    _column("quantity", INT),
)
"""What of both was counted here alone, see `late_sums`."""

rule_uses = _keyed(
    "rule_uses",
    _column("member_id", ID, "members.id", key=True),
    _column("rule", TEXT, key=True),
    _column("subject", TEXT, key=True),
    _column("cause_id", ID, key=True),
    _column("count", INT),
    _column("business_day", DAY),
    _column("at", INSTANT, null=True),
    _column("state", TEXT),
)
Index("rule_uses_by_rule", rule_uses.c.rule)
"""`cause_id` is the visit, or the member for uses that came with a snapshot, of which only the day is known.
`state` is a `UseState`."""

vouchers = _keyed(
    "vouchers",
    _column("id", ID, key=True),
    _column("member_id", ID, "members.id", null=True),
    _column("body", BYTES),
    _column("valid_until", DAY, null=True),
    _column("state", TEXT),
    _column("given_by", ID, null=True),
    _column("used_by", ID, null=True),
    _column("number_digest", BYTES, null=True),
)
Index("vouchers_held", vouchers.c.member_id, sqlite_where=vouchers.c.state == "held")
Index(
    "vouchers_by_number",
    vouchers.c.number_digest,
    unique=True,
    sqlite_where=vouchers.c.number_digest.is_not(None) & (vouchers.c.state != "withdrawn"),
)
"""`member_id` is NULL for one of the bearer that the centre told by its number: this till may not hold
whose it was. `body` is the voucher as its event tells it. `given_by` and `used_by` are visits. `state` is a
`VoucherState`. `number_digest` is NULL for one that is bound to its member; a visit that is corrected gives
its vouchers anew, under their numbers."""

scope_history = _keyed(
    "scope_history",
    _column("scope", TEXT, key=True),
    _column("programme_version", INT),
    _column("done_seq", INT),
    _column("until_seq", INT),
)
"""Scopes whose history is kept, and how far into the journal visits that do not tell them are counted."""

# Gift cards: what they hold is summed from entries, as points are. A number is found by its hash.

gift_cards = _keyed(
    "gift_cards",
    _column("id", ID, key=True),
    _column("number_hash", BYTES),
    _column("masked", TEXT),
    _column("vat", TEXT),
    _column("valid_months", INT),
    _column("grace_days", INT),
    _column("currency", TEXT),
    _column("face_minor", INT),
    _column("issued_at", INSTANT),
    _column("state", TEXT),
    _column("balance_minor", INT),
    _column("held_minor", INT),
    _column("expires_on", DAY, null=True),
    _column("only_at", ID, null=True),
    _column("sealed", BYTES),
)
gift_cards.append_constraint(
    CheckConstraint("held_minor BETWEEN 0 AND balance_minor", name="never_below_zero")
)
Index("gift_cards_by_number", gift_cards.c.number_hash, unique=True)

gift_card_keys = _keyed(
    "gift_card_keys",
    _column("gift_card_id", ID, key=True),
    _column("key", BYTES),
)

gift_entries = _keyed(
    "gift_entries",
    _column("id", ID, key=True),
    _column("gift_card_id", ID, "gift_cards.id"),
    _column("move", TEXT),
    _column("amount_minor", INT),
    _column("at", INSTANT),
    _column("business_day", DAY),
    _column("ticket", TEXT),
    _column("visit_id", ID, null=True),
    _column("hold_id", ID, null=True),
    _column("reverses", ID, "gift_entries.id", null=True),
)
Index("gift_entries_by_card", gift_entries.c.gift_card_id, gift_entries.c.id)
Index("gift_entries_by_day", gift_entries.c.business_day, gift_entries.c.ticket)

gift_holds = _keyed(
    "gift_holds",
    _column("id", ID, key=True),
    _column("gift_card_id", ID, "gift_cards.id"),
    _column("visit_id", ID),
    _column("amount_minor", INT),
    _column("held_at", INSTANT),
    _column("expires_at", INSTANT),
    _column("state", TEXT),
)
Index("gift_holds_by_visit", gift_holds.c.visit_id)
Index("open_gift_holds", gift_holds.c.expires_at, sqlite_where=gift_holds.c.state == "held")

# What the till may let go on its own word while the centre cannot be asked.

allowances = _keyed(
    "allowances",
    _column("kind", TEXT, key=True),
    _column("body", BYTES),
    _column("signature", BYTES),
)
"""The latest of each kind, as the centre signed it (`wire.sync.allowance`)."""

allowance_draws = _keyed(
    "allowance_draws",
    _column("cause_id", ID, key=True),
    _column("kind", TEXT),
    _column("seq", INT),
    _column("amount_minor", INT),
)
Index("allowance_draws_by_row", allowance_draws.c.kind, allowance_draws.c.seq)
"""What rows of the journal let go so: `cause_id` is the hold of a gift card, or the visit."""

# The till at work.

draft = _keyed(
    "draft",
    _column("slot", INT, key=True),
    _column("body", BYTES),
)
draft.append_constraint(CheckConstraint(draft.c.slot == 1, name="one_draft"))

sync_memory = _keyed(
    "sync_memory",
    _column("slot", INT, key=True),
    _column("acked_seq", INT),
    _column("acked_hash", BYTES),
    _column("generation", TEXT),
    _column("feed_seq", INT, null=True),
    _column("feed_token", INT, null=True),
    _column("echo", FLAG),
    _column("snapshot", BYTES, null=True),
)
sync_memory.append_constraint(CheckConstraint(sync_memory.c.slot == 1, name="one_memory"))
"""What the sync remembers from one start to the next, see `wire.sync.standing`."""
