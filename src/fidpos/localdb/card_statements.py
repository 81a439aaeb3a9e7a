"""The SQL of `card_secrets`: keys, counters and signing keys by the text a card is kept under."""

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from fidpos.localdb.statements import AT_MOST, insert_if_new, replace_row, sql
from fidpos.localdb.tables import card_counters, card_keys, cards, signing_keys, staff_versions

_COLUMNS = (card_keys.c.card, card_keys.c.key_id, card_keys.c.sealed)
_OF_CARD = (card_keys.c.use == bindparam("what"), card_keys.c.card == bindparam("of"))
_WITH_ID = card_keys.c.key_id == bindparam("id")

HOLDER = sql(select(cards.c.id).where(cards.c.token == bindparam("text")), "text")
STAFF_BADGE = sql(
    select(staff_versions.c.badge).where(staff_versions.c.badge == bindparam("text")).suffix_with(AT_MOST),
    *("text", "rows"),
)
KEY = sql(select(*_COLUMNS).where(*_OF_CARD, _WITH_ID), "what", "of", "id")
NEWEST_KEY = sql(
    select(*_COLUMNS).where(*_OF_CARD).order_by(card_keys.c.position.desc()).suffix_with(AT_MOST),
    *("what", "of", "rows"),
)
KEYS = sql(
    select(*_COLUMNS)
    .where(card_keys.c.use == bindparam("what"))
    .order_by(card_keys.c.position.desc())
    .suffix_with(AT_MOST),
    *("what", "rows"),
)
LAST_POSITION = sql(
    select(func.coalesce(func.max(card_keys.c.position), bindparam("none"))).where(
        card_keys.c.use == bindparam("what")
    ),
    *("none", "what"),
)
ANOTHER_WITH_IT = sql(
    select(card_keys.c.card)
    .where(card_keys.c.fingerprint == bindparam("print"), card_keys.c.card != bindparam("of"))
    .suffix_with(AT_MOST),
    *("print", "of", "rows"),
)
ANOTHER_KEY = sql(
    select(card_keys.c.key_id).where(*_OF_CARD, card_keys.c.key_id != bindparam("id")).suffix_with(AT_MOST),
    *("what", "of", "id", "rows"),
)
PUT_KEY = replace_row(card_keys)
RETIRE_KEY = sql(
    update(card_keys).where(*_OF_CARD, _WITH_ID).values(retired=bindparam("yes")),
    *("yes", "what", "of", "id"),
)
DROP_KEY = sql(delete(card_keys).where(*_OF_CARD, _WITH_ID), "what", "of", "id")
DROP_RETIRED = sql(
    delete(card_keys).where(*_OF_CARD, card_keys.c.retired == bindparam("yes")), "what", "of", "yes"
)
DROP_KEYS = sql(delete(card_keys).where(card_keys.c.card == bindparam("of")), "of")

COUNTER = sql(
    select(card_counters.c.counter).where(
        card_counters.c.form == bindparam("kind"), card_counters.c.card == bindparam("of")
    ),
    *("kind", "of"),
)
_raising = insert(card_counters)
RAISE_COUNTER = sql(
    _raising.on_conflict_do_update(
        index_elements=list(card_counters.primary_key.columns),
        set_={"counter": _raising.excluded.counter},
        where=card_counters.c.counter < _raising.excluded.counter,
    ),
    *("form", "card", "counter"),
)
DROP_COUNTERS = sql(delete(card_counters).where(card_counters.c.card == bindparam("of")), "of")

SIGNING_KEY = sql(
    select(signing_keys.c.public_key, signing_keys.c.retired).where(signing_keys.c.key_id == bindparam("id")),
    "id",
)
PUT_SIGNING_KEY = insert_if_new(signing_keys)
RETIRE_SIGNING_KEY = sql(
    update(signing_keys).where(signing_keys.c.key_id == bindparam("id")).values(retired=bindparam("yes")),
    *("yes", "id"),
)
