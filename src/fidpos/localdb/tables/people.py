"""Members, what they hold out, and what they agreed to."""

from sqlalchemy import Index

from fidpos.columns import DAY, FLAG, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed

accounts = keyed(
    "accounts",
    column("id", ID, key=True),
    column("opened_on", DAY),
)

members = keyed(
    "members",
    column("id", ID, key=True),
    column("account_id", ID, "accounts.id"),
    column("number", TEXT),
    column("status", TEXT),
    column("enrolled_on", DAY),
    column("given_name", TEXT),
    column("family_name", TEXT),
    column("phone", TEXT),
    column("birthday", INT, null=True),
    column("birthday_changed_on", DAY, null=True),
    column("birth_year", INT, null=True),
    column("language", TEXT),
    column("labels", TEXT),
    column("tier", TEXT, null=True),
    column("tier_since", DAY, null=True),
    column("tier_until", DAY, null=True),
    column("merged_into", ID, "members.id", null=True),
    column("erased_at", INSTANT, null=True),
    column("family_first", TEXT, null=True),
    column("given_first", TEXT, null=True),
    column("phone_key", TEXT, null=True),
    column("email", TEXT),
    column("street", TEXT),
    column("postcode", TEXT),
    column("city", TEXT),
    column("email_key", TEXT, null=True),
)
Index("members_by_number", members.c.number, unique=True)
Index("members_by_account", members.c.account_id)
Index("members_by_family_name", members.c.family_first, sqlite_where=members.c.family_first.is_not(None))
Index("members_by_given_name", members.c.given_first, sqlite_where=members.c.given_first.is_not(None))
Index("members_by_phone", members.c.phone_key, sqlite_where=members.c.phone_key.is_not(None))
Index("members_by_birthday", members.c.birthday, sqlite_where=members.c.birthday.is_not(None))
Index("members_by_email", members.c.email_key, sqlite_where=members.c.email_key.is_not(None))
Index("members_merged", members.c.merged_into, sqlite_where=members.c.merged_into.is_not(None))
"""`birthday` is month * 100 + day. The columns named after a key or a first name are for search, and NULL for
who is merged or erased. Whoever reads what somebody did asks who was merged into them."""

member_keys = keyed(
    "member_keys",
    column("member_id", ID, key=True),
    column("key", BYTES),
)

relatives = keyed(
    "relatives",
    column("member_id", ID, "members.id", key=True),
    column("position", INT, key=True),
    column("id", ID),
    column("relation", TEXT),
    column("given_name", TEXT),
    column("birthday", INT, null=True),
    column("birthday_changed_on", DAY, null=True),
)

Index("relatives_by_birthday", relatives.c.birthday, sqlite_where=relatives.c.birthday.is_not(None))

cards = keyed(
    "cards",
    column("token", TEXT, key=True),
    column("id", ID),
    column("medium", TEXT),
    column("member_id", ID, "members.id"),
    column("holder_id", ID, null=True),
    column("status", TEXT),
    column("linked_at", INSTANT),
)
Index("cards_by_id", cards.c.id, unique=True)
Index("cards_by_member", cards.c.member_id)

consents = keyed(
    "consents",
    column("id", ID, key=True),
    column("member_id", ID, "members.id"),
    column("channel", TEXT),
    column("granted", FLAG),
    column("wording", TEXT),
    column("at", INSTANT),
    column("staff_id", ID, null=True),
    column("by_parent", FLAG),
)
Index("consents_by_member", consents.c.member_id, consents.c.channel, consents.c.at)

tier_history = keyed(
    "tier_history",
    column("member_id", ID, "members.id", key=True),
    column("position", INT, key=True),
    column("tier", TEXT),
    column("since", DAY),
    column("until", DAY, null=True),
    column("visit_id", ID, null=True),
)
