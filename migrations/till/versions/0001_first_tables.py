"""The first tables: who the till is, members and what they hold, what happened, the ledger, the work in hand.

Written as SQL, since it is only ever run by SQLite: STRICT and WITHOUT ROWID are meant. What each table is
for stands in fidpos.localdb.tables.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE settings (
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        body BLOB NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (name, version)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE programmes (
        version INTEGER NOT NULL,
        body BLOB NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (version)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE staff_versions (
        staff_id BLOB NOT NULL,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin_hash TEXT NOT NULL,
        badge TEXT,
        own_member_id BLOB,
        employed INTEGER NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (staff_id, version)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE staff_tries (
        staff_id BLOB NOT NULL,
        failures INTEGER NOT NULL,
        disabled INTEGER NOT NULL,
        PRIMARY KEY (staff_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE card_keys (
        use TEXT NOT NULL,
        card TEXT NOT NULL,
        key_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        fingerprint BLOB,
        retired INTEGER NOT NULL,
        PRIMARY KEY (use, card, key_id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX card_keys_by_card ON card_keys (card)",
    "CREATE INDEX card_keys_by_fingerprint ON card_keys (fingerprint) WHERE fingerprint IS NOT NULL",
    "CREATE UNIQUE INDEX card_keys_by_position ON card_keys (use, position)",
    """
    CREATE TABLE card_counters (
        form TEXT NOT NULL,
        card TEXT NOT NULL,
        counter INTEGER NOT NULL,
        PRIMARY KEY (form, card)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX card_counters_by_card ON card_counters (card)",
    """
    CREATE TABLE signing_keys (
        key_id INTEGER NOT NULL,
        public_key BLOB NOT NULL,
        retired INTEGER NOT NULL,
        PRIMARY KEY (key_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE plug_in_approvals (
        distribution TEXT NOT NULL,
        version TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        approved INTEGER NOT NULL,
        staff_id BLOB NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (distribution, version, fingerprint)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE accounts (
        id BLOB NOT NULL,
        opened_on INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE members (
        id BLOB NOT NULL,
        account_id BLOB NOT NULL REFERENCES accounts (id),
        number TEXT NOT NULL,
        status TEXT NOT NULL,
        enrolled_on INTEGER NOT NULL,
        given_name TEXT NOT NULL,
        family_name TEXT NOT NULL,
        phone TEXT NOT NULL,
        birthday INTEGER,
        birthday_changed_on INTEGER,
        birth_year INTEGER,
        language TEXT NOT NULL,
        labels TEXT NOT NULL,
        tier TEXT,
        tier_since INTEGER,
        tier_until INTEGER,
        merged_into BLOB REFERENCES members (id),
        erased_at INTEGER,
        family_first TEXT,
        given_first TEXT,
        phone_key TEXT,
        email TEXT NOT NULL,
        street TEXT NOT NULL,
        postcode TEXT NOT NULL,
        city TEXT NOT NULL,
        email_key TEXT,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX members_by_account ON members (account_id)",
    "CREATE INDEX members_by_email ON members (email_key) WHERE email_key IS NOT NULL",
    "CREATE INDEX members_by_family_name ON members (family_first) WHERE family_first IS NOT NULL",
    "CREATE INDEX members_by_given_name ON members (given_first) WHERE given_first IS NOT NULL",
    "CREATE UNIQUE INDEX members_by_number ON members (number)",
    "CREATE INDEX members_by_phone ON members (phone_key) WHERE phone_key IS NOT NULL",
    "CREATE INDEX members_by_birthday ON members (birthday) WHERE birthday IS NOT NULL",
    "CREATE INDEX members_merged ON members (merged_into) WHERE merged_into IS NOT NULL",
    """
    CREATE TABLE member_keys (
        member_id BLOB NOT NULL,
        "key" BLOB NOT NULL,
        PRIMARY KEY (member_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE relatives (
        member_id BLOB NOT NULL REFERENCES members (id),
        position INTEGER NOT NULL,
        id BLOB NOT NULL,
        relation TEXT NOT NULL,
        given_name TEXT NOT NULL,
        birthday INTEGER,
        birthday_changed_on INTEGER,
        PRIMARY KEY (member_id, position)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX relatives_by_birthday ON relatives (birthday) WHERE birthday IS NOT NULL",
    """
    CREATE TABLE cards (
        token TEXT NOT NULL,
        id BLOB NOT NULL,
        medium TEXT NOT NULL,
        member_id BLOB NOT NULL REFERENCES members (id),
        holder_id BLOB,
        status TEXT NOT NULL,
        linked_at INTEGER NOT NULL,
        PRIMARY KEY (token)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE UNIQUE INDEX cards_by_id ON cards (id)",
    "CREATE INDEX cards_by_member ON cards (member_id)",
    """
    CREATE TABLE consents (
        id BLOB NOT NULL,
        member_id BLOB NOT NULL REFERENCES members (id),
        channel TEXT NOT NULL,
        granted INTEGER NOT NULL,
        wording TEXT NOT NULL,
        at INTEGER NOT NULL,
        staff_id BLOB,
        by_parent INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX consents_by_member ON consents (member_id, channel, at)",
    """
    CREATE TABLE tier_history (
        member_id BLOB NOT NULL REFERENCES members (id),
        position INTEGER NOT NULL,
        tier TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        visit_id BLOB,
        PRIMARY KEY (member_id, position)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE journal (
        seq INTEGER NOT NULL,
        epoch BLOB NOT NULL,
        event_id BLOB NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL,
        hash_version INTEGER NOT NULL,
        schema_version INTEGER NOT NULL,
        body BLOB NOT NULL,
        wall_ts INTEGER NOT NULL,
        boot_id BLOB NOT NULL,
        monotonic INTEGER NOT NULL,
        server_offset INTEGER,
        PRIMARY KEY (seq)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX journal_by_event ON journal (event_id)",
    """
    CREATE TABLE visits (
        id BLOB NOT NULL,
        member_id BLOB NOT NULL REFERENCES members (id),
        closed_at INTEGER NOT NULL,
        business_day INTEGER NOT NULL,
        currency TEXT NOT NULL,
        amount_minor INTEGER NOT NULL,
        discount_minor INTEGER NOT NULL,
        points INTEGER NOT NULL,
        event_seq INTEGER,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE UNIQUE INDEX visits_by_event ON visits (event_seq) WHERE event_seq IS NOT NULL",
    "CREATE INDEX visits_by_member ON visits (member_id, closed_at)",
    """
    CREATE TABLE visit_lines (
        visit_id BLOB NOT NULL REFERENCES visits (id),
        position INTEGER NOT NULL,
        article TEXT NOT NULL,
        label TEXT NOT NULL,
        categories TEXT NOT NULL,
        brand TEXT NOT NULL,
        labels TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        amount_minor INTEGER NOT NULL,
        tax_rate_ppm INTEGER NOT NULL,
        tax_included INTEGER NOT NULL,
        discounted INTEGER NOT NULL,
        earns INTEGER NOT NULL,
        PRIMARY KEY (visit_id, position)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE visit_voids (
        visit_id BLOB NOT NULL REFERENCES visits (id),
        event_seq INTEGER,
        PRIMARY KEY (visit_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE visit_tickets (
        business_day INTEGER NOT NULL,
        ticket TEXT NOT NULL,
        visit_id BLOB NOT NULL REFERENCES visits (id),
        event_seq INTEGER NOT NULL,
        PRIMARY KEY (business_day, ticket)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE days (
        business_day INTEGER NOT NULL,
        opened_seq INTEGER NOT NULL,
        closed_seq INTEGER,
        PRIMARY KEY (business_day)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE visit_refunds (
        id BLOB NOT NULL,
        visit_id BLOB NOT NULL REFERENCES visits (id),
        event_seq INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX visit_refunds_by_visit ON visit_refunds (visit_id, event_seq)",
    """
    CREATE TABLE ledger_entries (
        id BLOB NOT NULL,
        account_id BLOB NOT NULL REFERENCES accounts (id),
        counter TEXT NOT NULL,
        kind TEXT NOT NULL,
        amount INTEGER NOT NULL,
        at INTEGER NOT NULL,
        business_day INTEGER NOT NULL,
        visit_id BLOB REFERENCES visits (id),
        cause TEXT NOT NULL,
        reverses BLOB REFERENCES ledger_entries (id),
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX ledger_entries_by_account ON ledger_entries (account_id, counter)",
    """
    CREATE TABLE lots (
        id BLOB NOT NULL,
        account_id BLOB NOT NULL REFERENCES accounts (id),
        counter TEXT NOT NULL,
        entry_id BLOB NOT NULL REFERENCES ledger_entries (id),
        earned INTEGER NOT NULL,
        remaining INTEGER NOT NULL,
        earned_on INTEGER NOT NULL,
        expires_on INTEGER,
        spendable_from INTEGER,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX open_lots ON lots (account_id, counter) WHERE remaining != 0",
    """
    CREATE TABLE lot_allocations (
        entry_id BLOB NOT NULL REFERENCES ledger_entries (id),
        lot_id BLOB NOT NULL REFERENCES lots (id),
        amount INTEGER NOT NULL,
        PRIMARY KEY (entry_id, lot_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE balances (
        account_id BLOB NOT NULL REFERENCES accounts (id),
        counter TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (account_id, counter)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE day_aggregates (
        member_id BLOB NOT NULL REFERENCES members (id),
        day INTEGER NOT NULL,
        scope TEXT NOT NULL,
        visits INTEGER NOT NULL,
        revenue_minor INTEGER NOT NULL,
        points_earned INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (member_id, day, scope)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE lifetimes (
        member_id BLOB NOT NULL REFERENCES members (id),
        scope TEXT NOT NULL,
        visits INTEGER NOT NULL,
        revenue_minor INTEGER NOT NULL,
        points_earned INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (member_id, scope)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE rule_uses (
        member_id BLOB NOT NULL REFERENCES members (id),
        rule TEXT NOT NULL,
        subject TEXT NOT NULL,
        cause_id BLOB NOT NULL,
        count INTEGER NOT NULL,
        business_day INTEGER NOT NULL,
        at INTEGER,
        state TEXT NOT NULL,
        PRIMARY KEY (member_id, rule, subject, cause_id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX rule_uses_by_rule ON rule_uses (rule)",
    """
    CREATE TABLE vouchers (
        id BLOB NOT NULL,
        member_id BLOB REFERENCES members (id),
        body BLOB NOT NULL,
        valid_until INTEGER,
        state TEXT NOT NULL,
        given_by BLOB,
        used_by BLOB,
        number_digest BLOB,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX vouchers_held ON vouchers (member_id) WHERE state = 'held'",
    "CREATE UNIQUE INDEX vouchers_by_number ON vouchers (number_digest) "
    "WHERE number_digest IS NOT NULL AND state != 'withdrawn'",
    """
    CREATE TABLE scope_history (
        scope TEXT NOT NULL,
        programme_version INTEGER NOT NULL,
        done_seq INTEGER NOT NULL,
        until_seq INTEGER NOT NULL,
        PRIMARY KEY (scope)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE gift_cards (
        id BLOB NOT NULL,
        number_hash BLOB NOT NULL,
        masked TEXT NOT NULL,
        vat TEXT NOT NULL,
        valid_months INTEGER NOT NULL,
        grace_days INTEGER NOT NULL,
        currency TEXT NOT NULL,
        face_minor INTEGER NOT NULL,
        issued_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        balance_minor INTEGER NOT NULL,
        held_minor INTEGER NOT NULL,
        expires_on INTEGER,
        only_at BLOB,
        sealed BLOB NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT never_below_zero CHECK (held_minor BETWEEN 0 AND balance_minor)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE UNIQUE INDEX gift_cards_by_number ON gift_cards (number_hash)",
    """
    CREATE TABLE gift_card_keys (
        gift_card_id BLOB NOT NULL,
        key BLOB NOT NULL,
        PRIMARY KEY (gift_card_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE gift_entries (
        id BLOB NOT NULL,
        gift_card_id BLOB NOT NULL REFERENCES gift_cards (id),
        move TEXT NOT NULL,
        amount_minor INTEGER NOT NULL,
        at INTEGER NOT NULL,
        business_day INTEGER NOT NULL,
        ticket TEXT NOT NULL,
        visit_id BLOB,
        hold_id BLOB,
        reverses BLOB REFERENCES gift_entries (id),
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX gift_entries_by_card ON gift_entries (gift_card_id, id)",
    "CREATE INDEX gift_entries_by_day ON gift_entries (business_day, ticket)",
    """
    CREATE TABLE gift_holds (
        id BLOB NOT NULL,
        gift_card_id BLOB NOT NULL REFERENCES gift_cards (id),
        visit_id BLOB NOT NULL,
        amount_minor INTEGER NOT NULL,
        held_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (id)
    ) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX gift_holds_by_visit ON gift_holds (visit_id)",
    "CREATE INDEX open_gift_holds ON gift_holds (expires_at) WHERE state = 'held'",
    """
    CREATE TABLE draft (
        slot INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (slot),
        CONSTRAINT one_draft CHECK (slot = 1)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE gift_sale (
        slot INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (slot),
        CONSTRAINT one_gift_sale CHECK (slot = 1)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE cursors (
        name TEXT NOT NULL,
        epoch BLOB NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID, STRICT
    """,
)


def upgrade() -> None:
    """Make every table and index; the triggers are made afterwards, for every migration alike."""
    for statement in TABLES:
        op.execute(statement)
