"""Tills: which there are, how one is paired, and what is asked of it."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    DAY,
    ID,
    INSTANT,
    INT,
    JSON,
    NOTHING,
    NOW,
    TEXT,
    column,
    refers,
    table,
)

tills = table(
    "tills",
    column("id", ID),
    column("shop_id", ID),
    column("name", TEXT),
    column("public_key", BYTES),
    column("status", TEXT),
    column("daily_limit_minor", BIGINT, NOTHING),
    column("paired_at", INSTANT, NOW),
    column("revoked_at", INSTANT, null=True),
    column("heard_at", INSTANT, null=True),
    column("clock_ahead_ms", BIGINT, null=True),
    column("health", JSON, null=True),
    refers("shop_id", "shops"),
    fill=70,
)
Index("tills_by_public_key", tills.c.merchant_id, tills.c.public_key, unique=True)
"""`status` is a `ports.TillStatus`, `health` a `TillHealth`. Of two tills with one key, one is a clone."""

till_days = table(
    "till_days",
    column("till_id", ID),
    column("day", DAY),
    column("minted_minor", BIGINT),
    refers("till_id", "tills"),
    key=("till_id", "day"),
    fill=70,
)
"""Worth of what a till minted on a business day."""

pairing_codes = table(
    "pairing_codes",
    column("id", ID),
    column("code_hash", BYTES),
    column("shop_id", ID),
    column("made_by", ID),
    column("made_at", INSTANT, NOW),
    column("expires_at", INSTANT),
    column("tries_left", INT),
    column("till_id", ID, null=True),
    refers("shop_id", "shops"),
    refers("till_id", "tills"),
)
Index("pairing_codes_by_code", pairing_codes.c.merchant_id, pairing_codes.c.code_hash, unique=True)
"""Used once: `till_id` is the till that came with it."""

nonces = table(
    "nonces",
    column("till_id", ID),
    column("nonce", BYTES),
    column("seen_at", INSTANT, NOW),
    key=("till_id", "nonce"),
)
Index("nonces_by_age", nonces.c.seen_at, postgresql_using="brin")
"""Of signed requests, while a signature of that age would be accepted. The index answers: which are older?"""

commands = table(
    "commands",
    column("id", ID),
    column("till_id", ID),
    column("kind", TEXT),
    column("body", BYTES),
    column("signature", BYTES),
    column("issued_by", ID),
    column("issued_at", INSTANT, NOW),
    column("expires_at", INSTANT),
    column("taken_at", INSTANT, null=True),
    column("outcome", TEXT, null=True),
    column("detail", TEXT, null=True),
    column("attached", BYTES, null=True),
    refers("till_id", "tills"),
)
Index(
    "commands_waiting",
    commands.c.merchant_id,
    commands.c.till_id,
    postgresql_where=commands.c.taken_at.is_(None),
)
"""Signed orders to one till, such as to send its diagnostics; `attached` is what it sent. The index
answers: what waits for this till?"""
