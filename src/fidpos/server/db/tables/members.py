"""Members, what they hold out, and what they agreed to."""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import (
    BYTES,
    DAY,
    FLAG,
    ID,
    INSTANT,
    JSON,
    NO,
    SORTED,
    TEXT,
    column,
    refers,
    table,
)

accounts = table(
    "accounts",
    column("id", ID),
    column("opened_on", DAY),
    column("merged_into", ID, null=True),
    column("parted_from", ID, null=True),
    refers("merged_into", "accounts"),
)
Index(
    "accounts_merged",
    accounts.c.merchant_id,
    accounts.c.merged_into,
    postgresql_where=accounts.c.merged_into.is_not(None),
)
Index(
    "accounts_parted",
    accounts.c.merchant_id,
    accounts.c.parted_from,
    postgresql_where=accounts.c.parted_from.is_not(None),
)
"""`merged_into` never leads to one that was merged itself; `parted_from` is the account that somebody shared
before they had this one. The indexes answer: which led to this one? who collected here before?"""

members = table(
    "members",
    column("id", ID),
    column("account_id", ID),
    column("number", TEXT),
    column("status", TEXT),
    column("enrolled_on", DAY),
    column("profile", JSON, null=True),
    column("labels", JSON, text("'[]'")),
    column("labels_by_segment", JSON, text("'[]'")),
    column("tier", TEXT, null=True),
    column("tier_since", DAY, null=True),
    column("tier_until", DAY, null=True),
    column("merged_into", ID, null=True),
    column("erased_at", INSTANT, null=True),
    column("family_first", SORTED, null=True),
    column("given_first", SORTED, null=True),
    column("phone_key", SORTED, null=True),
    refers("account_id", "accounts"),
    refers("merged_into", "members"),
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
Index("members_by_email", members.c.merchant_id, text("(profile ->> 'email')"))
"""The last three columns are folded for search; they are NULL for who is merged or erased."""

subject_keys = table(
    "subject_keys",
    column("subject_id", ID),
    column("sealed", BYTES),
    key=("subject_id",),
)
"""The own keys of members and gift cards, sealed by the centre's master key. Erasing deletes the row."""

erasures = table(
    "erasures",
    column("member_id", ID),
    column("at", INSTANT),
    key=("member_id",),
)
"""Who is forgotten for ever, known here or not: a restored database may hear of the enrolment afterwards,
from a till that has not been told."""

cards = table(
    "cards",
    column("id", ID),
    column("token", TEXT),
    column("medium", TEXT),
    column("member_id", ID),
    column("holder_id", ID, null=True),
    column("status", TEXT),
    column("linked_at", INSTANT),
    column("same_as", ID, null=True),
    refers("member_id", "members"),
    refers("same_as", "cards"),
)
Index("cards_by_token", cards.c.merchant_id, cards.c.token, unique=True)
Index("cards_by_member", cards.c.merchant_id, cards.c.member_id)
Index("cards_same_as", cards.c.merchant_id, cards.c.same_as, postgresql_where=cards.c.same_as.is_not(None))
"""`same_as`: a till linked a card that was linked already, under an id of its own; what it tells of that id
is true of the other. Such a row has no token that any reader reads."""

consents = table(
    "consents",
    column("member_id", ID),
    column("id", ID),
    column("channel", TEXT),
    column("granted", FLAG),
    column("wording", TEXT),
    column("at", INSTANT),
    column("staff_id", ID, null=True),
    column("till_id", ID, null=True),
    column("sealed", BYTES, null=True),
    column("sealed_for", ID, null=True),
    refers("member_id", "members"),
    key=("member_id", "id"),
)
"""Who stated it to whom, and at which till: its proof. The till without a number is the office. `sealed` is
the parent who agreed for a child, under the key of the member to whom it was said: `sealed_for`, also once
they were merged."""

member_shops = table(
    "member_shops",
    column("shop_id", ID),
    column("member_id", ID),
    column("seen_on", DAY),
    column("own", FLAG, NO),
    refers("shop_id", "shops"),
    refers("member_id", "members"),
    key=("member_id", "shop_id"),
    fill=90,
)
"""Whom the tills of a shop hold: its own members, who enrolled there, and who was seen there lately. The key
answers: which shops are to be told of this member? Whom a shop holds, its feed says from the beginning."""

tier_history = table(
    "tier_history",
    column("member_id", ID),
    column("event_id", ID),
    column("tier", TEXT),
    column("since", DAY),
    column("until", DAY, null=True),
    column("at", INSTANT),
    column("visit_id", ID, null=True),
    refers("member_id", "members"),
    key=("member_id", "event_id"),
)
