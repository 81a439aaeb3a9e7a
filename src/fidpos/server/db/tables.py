"""The tables of the centre's database. Migrations build them; `tests/integration/server_db` compares the two.

`merchant_id` comes first in every key and every reference, so that no row can point at another merchant's and
the tables can be distributed by it. Who may do what with them, and the row-level security on each, stand in
`protection`. Rows of the installation (its operators, and what they did) belong to the merchant `HOUSE`.

Keeping indexes up is what limits how fast visits are taken in: whatever is beyond a table's primary key says
which question it answers. What every visit writes refers to its member and account without a foreign key:
with the keys, taking in 500 visits measured 1.3 to 3 times as long, and the projection looks them up anyway.
The lines of a visit are read from its event in `journal_rows`, not kept twice.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    FetchedValue,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.type_api import TypeEngine
from sqlalchemy.types import UserDefinedType

HOUSE = UUID(int=0)
"""The installation, as a merchant of its own: operators act in its name, and it alone sees all merchants."""


class Xid8(UserDefinedType[int]):
    """The number of a transaction, which never wraps around."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Its name in PostgreSQL."""
        return "xid8"


BIGINT = BigInteger()
BYTES = LargeBinary()
DAY = Date()
FLAG = Boolean()
ID = UUID_TYPE(as_uuid=True)
INSTANT = TIMESTAMP(timezone=True)
INT = Integer()
JSON = JSONB()
TEXT = Text()
SORTED = Text(collation="C")
"""Text that is searched by its beginning, in the order of code points whatever the database's language is."""

NOW = text("now()")
NOTHING = text("0")
EMPTY = text("''")
NO = text("false")
YES = text("true")

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_by_%(column_1_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)


def _column(
    name: str,
    kind: TypeEngine[Any],
    default: FetchedValue | Any = None,  # noqa: ANN401 -- SQLAlchemy's clauses
    *,
    null: bool = False,
) -> Column[Any]:
    return Column(name, kind, nullable=null, server_default=default)


def _numbered(name: str) -> Column[int]:
    return Column(name, BIGINT, Identity(always=True), nullable=False)


def _table(name: str, *parts: SchemaItem, key: tuple[str, ...] = ("id",), fill: int = 100) -> Table:
    """A table of merchants; `fill` below 100 leaves room on each page for rows that are updated in place."""
    table = Table(name, metadata, _column("merchant_id", ID), *parts)
    table.append_constraint(PrimaryKeyConstraint("merchant_id", *key))
    if fill < 100:
        table.kwargs["postgresql_with"] = {"fillfactor": fill}
    return table


def _refers(column: str, table: str, to: str = "id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["merchant_id", column], [f"{table}.merchant_id", f"{table}.{to}"])


# The merchants, and what is theirs: shops, tills, staff, what tills are told.

merchants = _table(
    "merchants",
    _numbered("number"),
    _column("name", TEXT),
    _column("code", TEXT),
    _column("card_name", TEXT),
    _column("currency", TEXT),
    _column("scope_days", INT, text("400")),
    _column("created_at", INSTANT, NOW),
    _column("closed_at", INSTANT, null=True),
    key=(),
)
"""`number` is short enough to be typed with a pairing code; `code` stands in the merchant's card numbers.
`scope_days` is how long a shop's tills hold a member of another shop who is seen there no more."""

shops = _table(
    "shops",
    _column("id", ID),
    _column("name", TEXT),
    _column("zone", TEXT),
    _column("day_starts_minute", INT, NOTHING),
    _column("opens_on", DAY),
    _column("closes_on", DAY, null=True),
    _column("closed_at", INSTANT, null=True),
    _column("offline_gift_cards_minor", BIGINT, text("20000")),
    _column("offline_rewards_minor", BIGINT, text("10000")),
    ForeignKeyConstraint(["merchant_id"], ["merchants.merchant_id"], name="shops_by_merchant_id_fkey"),
)
"""A pop-up shop has a last day, `closes_on`; `closed_at` is when one was closed at once. `zone` is an IANA
name. The two amounts are what the merchant risks on stored value while the tills are out of contact."""

tills = _table(
    "tills",
    _column("id", ID),
    _column("shop_id", ID),
    _column("name", TEXT),
    _column("public_key", BYTES),
    _column("status", TEXT),
    _column("daily_limit_minor", BIGINT, NOTHING),
    _column("paired_at", INSTANT, NOW),
    _column("revoked_at", INSTANT, null=True),
    _column("heard_at", INSTANT, null=True),
    _column("clock_ahead_ms", BIGINT, null=True),
    _column("health", JSON, null=True),
    _refers("shop_id", "shops"),
    fill=70,
)
Index("tills_by_public_key", tills.c.merchant_id, tills.c.public_key, unique=True)
"""`status` is a `ports.TillStatus`, `health` a `TillHealth`. Of two tills with one key, one is a clone."""

till_days = _table(
    "till_days",
    _column("till_id", ID),
    _column("day", DAY),
    _column("minted_minor", BIGINT),
    _refers("till_id", "tills"),
    key=("till_id", "day"),
    fill=70,
)
"""Worth of what a till minted on a business day."""

pairing_codes = _table(
    "pairing_codes",
    _column("id", ID),
    _column("code_hash", BYTES),
    _column("shop_id", ID),
    _column("made_by", ID),
    _column("made_at", INSTANT, NOW),
    _column("expires_at", INSTANT),
    _column("tries_left", INT),
    _column("till_id", ID, null=True),
    _refers("shop_id", "shops"),
    _refers("till_id", "tills"),
)
Index("pairing_codes_by_code", pairing_codes.c.merchant_id, pairing_codes.c.code_hash, unique=True)
"""Used once: `till_id` is the till that came with it."""

nonces = _table(
    "nonces",
    _column("till_id", ID),
    _column("nonce", BYTES),
    _column("seen_at", INSTANT, NOW),
    key=("till_id", "nonce"),
)
Index("nonces_by_age", nonces.c.seen_at, postgresql_using="brin")
"""Of signed requests, while a signature of that age would be accepted. The index answers: which are older?"""

staff_versions = _table(
    "staff_versions",
    _column("staff_id", ID),
    _column("version", INT),
    _column("name", TEXT),
    _column("role", TEXT),
    _column("pin_hash", TEXT),
    _column("badge", TEXT, null=True),
    _column("own_member_id", ID, null=True),
    _column("employed", FLAG),
    _column("since", INSTANT, NOW),
    key=("staff_id", "version"),
)

staff_shops = _table(
    "staff_shops",
    _column("shop_id", ID),
    _column("staff_id", ID),
    _column("since", INSTANT, NOW),
    _refers("shop_id", "shops"),
    key=("shop_id", "staff_id"),
)
Index("staff_shops_by_staff", staff_shops.c.merchant_id, staff_shops.c.staff_id)
"""Where they may act now. The index answers: in which shops may this person act?"""

programmes = _table(
    "programmes",
    _column("version", INT),
    _column("body", BYTES),
    _column("since", INSTANT, NOW),
    _column("published_by", ID, null=True),
    key=("version",),
)

settings_pushed = _table(
    "settings_pushed",
    _column("name", TEXT),
    _column("place", ID),
    _column("version", INT),
    _column("value", TEXT, null=True),
    _column("since", INSTANT, NOW),
    key=("name", "place", "version"),
)
"""`place` is the merchant, one of its shops or one of its tills; NULL gives the setting back to the till."""

commands = _table(
    "commands",
    _column("id", ID),
    _column("till_id", ID),
    _column("kind", TEXT),
    _column("body", BYTES),
    _column("signature", BYTES),
    _column("issued_by", ID),
    _column("issued_at", INSTANT, NOW),
    _column("expires_at", INSTANT),
    _column("taken_at", INSTANT, null=True),
    _column("outcome", TEXT, null=True),
    _column("detail", TEXT, null=True),
    _column("attached", BYTES, null=True),
    _refers("till_id", "tills"),
)
Index(
    "commands_waiting",
    commands.c.merchant_id,
    commands.c.till_id,
    postgresql_where=commands.c.taken_at.is_(None),
)
"""Signed orders to one till, such as to send its diagnostics; `attached` is what it sent. The index answers: what waits for this till?"""

allowances = _table(
    "allowances",
    _column("id", ID),
    _column("shop_id", ID),
    _column("till_id", ID),
    _column("kind", TEXT),
    _column("lineage", ID),
    _column("heard_seq", BIGINT),
    _column("amount_minor", BIGINT),
    _column("used_minor", BIGINT, NOTHING),
    _column("renew", FLAG, NO),
    _column("body", BYTES),
    _column("signature", BYTES),
    _column("issued_at", INSTANT, NOW),
    _column("expires_at", INSTANT),
    _column("ended_at", INSTANT, null=True),
    _refers("shop_id", "shops"),
    _refers("till_id", "tills"),
)
Index(
    "allowances_open",
    allowances.c.merchant_id,
    allowances.c.shop_id,
    postgresql_where=allowances.c.ended_at.is_(None),
)
"""What a till may let out while it is out of contact; `body` is the signed statement. It ends when nothing is
drawn on it any more and all that was has been heard; `renew`: something was drawn since it was given. The
index answers: what of the shop's cap is given out?"""

# Journals as they came: a till's events are kept as the bytes that were hashed.

lineages = _table(
    "lineages",
    _column("till_id", ID),
    _column("lineage", ID),
    _column("base_lineage", ID, null=True),
    _column("base_seq", BIGINT, NOTHING),
    _column("head_seq", BIGINT),
    _column("head_hash", BYTES),
    _column("head_epoch", ID),
    _column("begun_at", INSTANT, NOW),
    _column("recomputed_seq", BIGINT, NOTHING),
    _refers("till_id", "tills"),
    key=("till_id", "lineage"),
    fill=70,
)
"""Rows up to `base_seq` are those of the lineage it is based on; NULL: it begins with the journal. Up to
`recomputed_seq` its visits were computed again."""

journal_rows = _table(
    "journal_rows",
    _column("till_id", ID),
    _column("lineage", ID),
    _column("seq", BIGINT),
    _column("event_id", ID),
    _column("epoch", ID),
    _column("hash", BYTES),
    _column("schema_version", INT),
    _column("wall_ts", BIGINT),
    _column("boot_id", ID),
    _column("monotonic", BIGINT),
    _column("server_offset", BIGINT, null=True),
    _column("body", BYTES),
    _column("received_at", INSTANT, NOW),
    _column("repeats", FLAG, NO),
    _column("fate", TEXT, null=True),
    _column("reason", TEXT, EMPTY),
    key=("till_id", "lineage", "seq"),
)
Index(
    "journal_rows_by_event",
    journal_rows.c.merchant_id,
    journal_rows.c.event_id,
    unique=True,
    postgresql_where=~journal_rows.c.repeats,
)
Index(
    "journal_rows_in_quarantine",
    journal_rows.c.merchant_id,
    journal_rows.c.received_at,
    postgresql_where=journal_rows.c.fate == "quarantined",
)
Index(
    "journal_rows_doubted",
    journal_rows.c.merchant_id,
    journal_rows.c.received_at,
    postgresql_where=journal_rows.c.fate.in_(("quarantined", "flagged")),
)
"""`fate` is a `wire.sync.push.EventFate`, NULL for an event that was simply applied. `repeats` says that the
event's id was known before: the same event again, or another one under its name. The indexes answer: is this
event known, and what was it? what is in quarantine, oldest first? what has the office to look at?"""

server_journal = _table(
    "server_journal",
    _column("seq", BIGINT),
    _column("event_id", ID),
    _column("epoch", ID),
    _column("hash", BYTES),
    _column("schema_version", INT),
    _column("wall_ts", BIGINT),
    _column("boot_id", ID),
    _column("monotonic", BIGINT),
    _column("body", BYTES),
    _column("signature", BYTES),
    _column("account_id", ID, null=True),
    key=("seq",),
)
Index("server_journal_by_event", server_journal.c.merchant_id, server_journal.c.event_id, unique=True)
Index(
    "server_journal_by_account",
    server_journal.c.merchant_id,
    server_journal.c.account_id,
    postgresql_where=server_journal.c.account_id.is_not(None),
)
"""The centre is an origin too: expiries, erasures and merges of the office, one chain for each merchant. Each
row's hash is signed by the centre's identity. The second index answers: what did the office move on this
account?"""

# Members, what they hold out, and what they agreed to.

accounts = _table(
    "accounts",
    _column("id", ID),
    _column("opened_on", DAY),
    _column("merged_into", ID, null=True),
    _refers("merged_into", "accounts"),
)
Index(
    "accounts_merged",
    accounts.c.merchant_id,
    accounts.c.merged_into,
    postgresql_where=accounts.c.merged_into.is_not(None),
)
"""`merged_into` never leads to one that was merged itself. The index answers: which led to this one?"""

members = _table(
    "members",
    _column("id", ID),
    _column("account_id", ID),
    _column("number", TEXT),
    _column("status", TEXT),
    _column("enrolled_on", DAY),
    _column("profile", JSON, null=True),
    _column("labels", JSON, text("'[]'")),
    _column("tier", TEXT, null=True),
    _column("tier_since", DAY, null=True),
    _column("tier_until", DAY, null=True),
    _column("merged_into", ID, null=True),
    _column("erased_at", INSTANT, null=True),
    _column("family_first", SORTED, null=True),
    _column("given_first", SORTED, null=True),
    _column("phone_key", SORTED, null=True),
    _refers("account_id", "accounts"),
    _refers("merged_into", "members"),
    fill=90,
)
Index(
    "members_by_number",
    members.c.merchant_id,
    members.c.number,
    unique=True,
    postgresql_where=members.c.erased_at.is_(None),
)
Index("members_by_account", members.c.merchant_id, members.c.account_id)
Index(
    "members_merged",
    members.c.merchant_id,
    members.c.merged_into,
    postgresql_where=members.c.merged_into.is_not(None),
)
Index(
    "members_by_family_name",
    members.c.merchant_id,
    members.c.family_first,
    postgresql_where=members.c.family_first.is_not(None),
)
Index(
    "members_by_given_name",
    members.c.merchant_id,
    members.c.given_first,
    postgresql_where=members.c.given_first.is_not(None),
)
Index(
    "members_by_phone",
    members.c.merchant_id,
    members.c.phone_key,
    postgresql_where=members.c.phone_key.is_not(None),
)
"""The last three columns are folded for search; they are NULL for who is merged or erased."""

subject_keys = _table(
    "subject_keys",
    _column("subject_id", ID),
    _column("sealed", BYTES),
    key=("subject_id",),
)
"""The own keys of members and gift cards, sealed by the centre's master key. Erasing deletes the row."""

erasures = _table(
    "erasures",
    _column("member_id", ID),
    _column("at", INSTANT),
    key=("member_id",),
)
"""Who is forgotten for ever, known here or not: a restored database may hear of the enrolment afterwards,
from a till that has not been told."""

cards = _table(
    "cards",
    _column("id", ID),
    _column("token", TEXT),
    _column("medium", TEXT),
    _column("member_id", ID),
    _column("holder_id", ID, null=True),
    _column("status", TEXT),
    _column("linked_at", INSTANT),
    _column("same_as", ID, null=True),
    _refers("member_id", "members"),
    _refers("same_as", "cards"),
)
Index("cards_by_token", cards.c.merchant_id, cards.c.token, unique=True)
Index("cards_by_member", cards.c.merchant_id, cards.c.member_id)
"""`same_as`: a till linked a card that was linked already, under an id of its own; what it tells of that id
is true of the other. Such a row has no token that any reader reads."""

consents = _table(
    "consents",
    _column("member_id", ID),
    _column("id", ID),
    _column("channel", TEXT),
    _column("granted", FLAG),
    _column("wording", TEXT),
    _column("at", INSTANT),
    _column("staff_id", ID, null=True),
    _refers("member_id", "members"),
    key=("member_id", "id"),
)

member_shops = _table(
    "member_shops",
    _column("shop_id", ID),
    _column("member_id", ID),
    _column("seen_on", DAY),
    _column("own", FLAG, NO),
    _refers("shop_id", "shops"),
    _refers("member_id", "members"),
    key=("member_id", "shop_id"),
    fill=90,
)
"""Whom the tills of a shop hold: its own members, who enrolled there, and who was seen there lately. The key
answers: which shops are to be told of this member? Whom a shop holds, its feed says from the beginning."""

tier_history = _table(
    "tier_history",
    _column("member_id", ID),
    _column("event_id", ID),
    _column("tier", TEXT),
    _column("since", DAY),
    _column("until", DAY, null=True),
    _column("at", INSTANT),
    _column("visit_id", ID, null=True),
    _refers("member_id", "members"),
    key=("member_id", "event_id"),
)

# What happened. `event_id` names the row of `journal_rows` or `server_journal` that tells it.

visits = _table(
    "visits",
    _column("id", ID),
    _column("event_id", ID),
    _column("member_id", ID),
    _column("shop_id", ID),
    _column("till_id", ID),
    _column("closed_by", ID),
    _column("closed_at", INSTANT),
    _column("business_day", DAY),
    _column("programme_version", INT),
    _column("currency", TEXT),
    _column("amount_minor", BIGINT),
    _column("discount_minor", BIGINT),
    _column("points", BIGINT),
)
Index("visits_by_member", visits.c.merchant_id, visits.c.member_id, visits.c.closed_at)
"""The index answers: what were the latest visits of this member?"""

visit_voids = _table(
    "visit_voids",
    _column("visit_id", ID),
    _column("event_id", ID),
    _column("at", INSTANT),
    _refers("visit_id", "visits"),
    key=("visit_id",),
)

visit_refunds = _table(
    "visit_refunds",
    _column("visit_id", ID),
    _column("id", ID),
    _column("event_id", ID),
    _column("at", INSTANT),
    _column("amount_minor", BIGINT),
    _column("ends", FLAG),
    _refers("visit_id", "visits"),
    key=("visit_id", "id"),
)

tickets = _table(
    "tickets",
    _column("shop_id", ID),
    _column("business_day", DAY),
    _column("ticket", TEXT),
    _column("visit_id", ID),
    _refers("visit_id", "visits"),
    key=("shop_id", "business_day", "ticket"),
)
"""Tickets of the registers that were credited later, each once."""

# The ledger: double entry. Each row is one movement between an account and a contra account of the merchant's
# books, so that debits equal credits row by row; the view `ledger_sides` shows both sides.

ledger_entries = _table(
    "ledger_entries",
    _column("account_id", ID),
    _column("id", ID),
    _column("counter", TEXT),
    _column("kind", TEXT),
    _column("amount", BIGINT),
    _column("contra", TEXT),
    _column("at", INSTANT),
    _column("business_day", DAY),
    _column("visit_id", ID, null=True),
    _column("cause", TEXT, EMPTY),
    _column("reverses", ID, null=True),
    key=("account_id", "id"),
)
"""The key answers both: is this entry booked, and what moved on this account? `amount` is signed as the
account sees it; `contra` is a `server.books.Contra`, which sees it with the other sign."""

lots = _table(
    "lots",
    _column("account_id", ID),
    _column("id", ID),
    _column("counter", TEXT),
    _column("entry_id", ID),
    _column("earned", BIGINT),
    _column("remaining", BIGINT),
    _column("earned_on", DAY),
    _column("expires_on", DAY, null=True),
    _column("spendable_from", DAY, null=True),
    _column("withheld", FLAG, NO),
    _column("open", FLAG, YES),
    _column("touched_on", DAY),
    fill=90,
)
Index("lots_open", lots.c.merchant_id, lots.c.account_id, lots.c.counter, postgresql_where=lots.c.open)
Index("lots_by_last_day", lots.c.expires_on, postgresql_using="brin")
"""`withheld`: minted beyond the till's limits, and not to be spent until the office releases it. The indexes
answer: which lots of this account are told to its tills? which end on this day? A lot that holds nothing
stays `open` while what was taken from it may still come back; were `remaining` in the index, no spending
could update its row in place."""

lot_allocations = _table(
    "lot_allocations",
    _column("entry_id", ID),
    _column("lot_id", ID),
    _column("amount", BIGINT),
    key=("entry_id", "lot_id"),
)

balances = _table(
    "balances",
    _column("account_id", ID),
    _column("counter", TEXT),
    _column("amount", BIGINT),
    key=("account_id", "counter"),
    fill=80,
)

day_aggregates = _table(
    "day_aggregates",
    _column("member_id", ID),
    _column("day", DAY),
    _column("scope", TEXT),
    _column("visits", INT),
    _column("revenue_minor", BIGINT),
    _column("points_earned", BIGINT),
    _column("quantity", BIGINT),
    key=("member_id", "day", "scope"),
)

lifetimes = _table(
    "lifetimes",
    _column("member_id", ID),
    _column("scope", TEXT),
    _column("visits", INT),
    _column("revenue_minor", BIGINT),
    _column("points_earned", BIGINT),
    _column("quantity", BIGINT),
    key=("member_id", "scope"),
    fill=80,
)
"""In both, `scope` is as in the till's tables of the same names."""

rule_uses = _table(
    "rule_uses",
    _column("member_id", ID),
    _column("rule", TEXT),
    _column("subject", TEXT),
    _column("cause_id", ID),
    _column("count", INT),
    _column("business_day", DAY),
    _column("at", INSTANT, null=True),
    _column("state", TEXT),
    key=("member_id", "rule", "subject", "cause_id"),
)

vouchers = _table(
    "vouchers",
    _column("member_id", ID),
    _column("id", ID),
    _column("body", BYTES),
    _column("valid_until", DAY, null=True),
    _column("state", TEXT),
    _column("given_by", ID, null=True),
    _column("used_by", ID, null=True),
    _column("withheld", FLAG, NO),
    _column("number_digest", BYTES, null=True),
    _refers("member_id", "members"),
)
Index(
    "vouchers_by_number",
    vouchers.c.merchant_id,
    vouchers.c.number_digest,
    unique=True,
    postgresql_where=vouchers.c.number_digest.is_not(None),
)
Index(
    "vouchers_standing",
    vouchers.c.merchant_id,
    vouchers.c.member_id,
    postgresql_where=vouchers.c.state != "withdrawn",
)
"""`body` is the voucher as its event tells it, `withheld` as for lots; `number_digest` is that of one for the
bearer. The indexes answer: whose number is this? which can this member use, or has used?"""

# Gift cards: stored money, in the same double entry.

gift_cards = _table(
    "gift_cards",
    _column("id", ID),
    _column("number_hash", BYTES),
    _column("masked", TEXT),
    _column("vat", TEXT),
    _column("valid_months", INT),
    _column("grace_days", INT),
    _column("currency", TEXT),
    _column("face_minor", BIGINT),
    _column("issued_at", INSTANT),
    _column("state", TEXT),
    _column("balance_minor", BIGINT, NOTHING),
    _column("held_minor", BIGINT, NOTHING),
    _column("receivable_minor", BIGINT, NOTHING),
    _column("expires_on", DAY, null=True),
    _column("only_at", ID, null=True),
    _column("withheld", FLAG, NO),
    _column("sealed", BYTES),
    CheckConstraint("held_minor >= 0 AND held_minor <= balance_minor", name="never_below_zero"),
    CheckConstraint("receivable_minor >= 0", name="owes_nothing_less"),
    fill=80,
)
Index("gift_cards_by_number", gift_cards.c.merchant_id, gift_cards.c.number_hash, unique=True)
"""`receivable_minor` is what was spent beyond the balance by tills that could not know."""

gift_entries = _table(
    "gift_entries",
    _column("gift_card_id", ID),
    _column("id", ID),
    _column("move", TEXT),
    _column("amount_minor", BIGINT),
    _column("uncovered_minor", BIGINT, NOTHING),
    _column("contra", TEXT),
    _column("at", INSTANT),
    _column("business_day", DAY),
    _column("till_id", ID, null=True),
    _column("ticket", TEXT, EMPTY),
    _column("visit_id", ID, null=True),
    _column("hold_id", ID, null=True),
    _column("reverses", ID, null=True),
    _refers("gift_card_id", "gift_cards"),
    key=("gift_card_id", "id"),
)
"""A card's balance is the sum of `amount_minor + uncovered_minor`, its receivable that of `uncovered_minor`:
the part of a spending for which it held nothing any more."""

gift_holds = _table(
    "gift_holds",
    _column("id", ID),
    _column("gift_card_id", ID),
    _column("till_id", ID),
    _column("visit_id", ID),
    _column("amount_minor", BIGINT),
    _column("held_at", INSTANT),
    _column("expires_at", INSTANT),
    _column("state", TEXT),
    _column("untold", FLAG, NO),
    _column("allowance_id", ID, null=True),
    _refers("gift_card_id", "gift_cards"),
)
Index(
    "gift_holds_open",
    gift_holds.c.merchant_id,
    gift_holds.c.expires_at,
    postgresql_where=gift_holds.c.state == "held",
)
Index(
    "gift_holds_by_card",
    gift_holds.c.merchant_id,
    gift_holds.c.gift_card_id,
    postgresql_where=gift_holds.c.state == "held",
)
"""`untold`: the centre made it, and no journal has told it yet. The indexes answer: which open holds are past
their time? what of this card is held?"""

reward_holds = _table(
    "reward_holds",
    _column("id", ID),
    _column("kind", TEXT),
    _column("subject_id", ID),
    _column("counter", TEXT),
    _column("amount", BIGINT),
    _column("till_id", ID),
    _column("visit_id", ID),
    _column("held_at", INSTANT),
    _column("expires_at", INSTANT),
    _column("state", TEXT),
)
Index(
    "reward_holds_open",
    reward_holds.c.merchant_id,
    reward_holds.c.expires_at,
    postgresql_where=reward_holds.c.state == "held",
)
Index(
    "reward_holds_by_subject",
    reward_holds.c.merchant_id,
    reward_holds.c.subject_id,
    postgresql_where=reward_holds.c.state == "held",
)
Index(
    "reward_holds_by_visit",
    reward_holds.c.merchant_id,
    reward_holds.c.visit_id,
    postgresql_where=reward_holds.c.state == "held",
)
"""Points of an account, or a voucher, set aside for a visit, whose event settles them. The indexes answer:
which are past their time? what of this is held? what is held for this visit?"""

released_holds = _table(
    "released_holds",
    _column("id", ID),
    _column("released_at", INSTANT, NOW),
)
"""Holds that were released before the centre was asked for them: refused when the question comes at last."""

gift_card_shops = _table(
    "gift_card_shops",
    _column("shop_id", ID),
    _column("gift_card_id", ID),
    _column("seen_on", DAY),
    _refers("shop_id", "shops"),
    _refers("gift_card_id", "gift_cards"),
    key=("gift_card_id", "shop_id"),
    fill=90,
)
"""Where a card was sold or used: the tills there hold its state."""

# What tills read, and what people look at.

feed = _table(
    "feed",
    _column("shop_id", ID),
    _column("xid", Xid8(), text("pg_current_xact_id()")),
    _numbered("seq"),
    _column(
        "token",
        BIGINT,
        text(
            "((((pg_current_xact_id())::text)::bigint << 20)"
            " | (floor((random() * (1048576)::double precision)))::bigint)"
        ),
    ),
    _column("kind", TEXT),
    _column("key", ID),
    _column("name", TEXT, EMPTY),
    _column("origin_lineage", ID, null=True),
    _column("told_at", INSTANT, NOW),
    key=("shop_id", "xid", "seq"),
)
"""What changed, one row for each shop whose tills are to hear of it: a till reads what is after its cursor,
in the order of the key, and of transactions older than any still running. What has no id (a setting, a
programme) is named by `name` under the id of the merchant. `origin_lineage` is the one journal that need not
hear it, since the change followed from its own event. `token` is `xid` with 20 random bits behind it: with
`seq` it is what a cursor names, and what a restored database has elsewhere or nowhere."""

reviews = _table(
    "reviews",
    _column("id", ID),
    _column("kind", TEXT),
    _column("till_id", ID, null=True),
    _column("event_id", ID, null=True),
    _column("subject_id", ID, null=True),
    _column("detail", JSON, text("'{}'")),
    _column("found_at", INSTANT, NOW),
    _column("settled_at", INSTANT, null=True),
    _column("settled_by", ID, null=True),
    _column("outcome", TEXT, null=True),
)
Index(
    "reviews_open",
    reviews.c.merchant_id,
    reviews.c.found_at,
    postgresql_where=reviews.c.settled_at.is_(None),
)
Index("reviews_by_event", reviews.c.merchant_id, reviews.c.event_id)
"""What the office has to look at: flagged events, clones, wrong clocks, doubled enrolments, overdrafts."""

# The installation: who operates it, what they did, and its life as a database.

operators = _table(
    "operators",
    _column("id", ID),
    _column("name", TEXT),
    _column("credential", TEXT),
    _column("created_at", INSTANT, NOW),
    _column("disabled_at", INSTANT, null=True),
)
"""Of the merchant `HOUSE`."""

support_accesses = _table(
    "support_accesses",
    _column("id", ID),
    _column("operator_id", ID),
    _column("reason", TEXT),
    _column("granted_by", ID, null=True),
    _column("begins_at", INSTANT, NOW),
    _column("ends_at", INSTANT),
    _column("ended_at", INSTANT, null=True),
)
"""When an operator may look into a merchant's data, and why."""

audit = _table(
    "audit",
    _column("id", ID),
    _column("at", INSTANT, NOW),
    _column("actor_id", ID),
    _column("act", TEXT),
    _column("subject_id", ID, null=True),
    _column("detail", JSON, text("'{}'")),
)
"""Acts of operators and of the office, where the merchant can read them; ids are sorted by time."""

generation = Table(
    "generation",
    metadata,
    Column("one", FLAG, CheckConstraint("one", name="row"), primary_key=True),
    _column("counter", BIGINT),
    _column("since", INSTANT, NOW),
)
"""One row, which belongs to nobody: a restore counts it up; see `server.db.generation`."""
