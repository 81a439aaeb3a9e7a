"""The first tables: merchants and what is theirs, journals as they came, members, ledger, gift cards, feed.

Written as SQL, since it is only ever run by PostgreSQL. What each table is for stands in
fidpos.server.db.tables, who may do what with it in fidpos.server.db.protection.
"""

from importlib.resources import files

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE merchants (
        merchant_id uuid NOT NULL,
        number bigint GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
        code text NOT NULL,
        card_name text NOT NULL,
        currency text NOT NULL,
        scope_days integer DEFAULT 400 NOT NULL,
        costly_rule_minor bigint,
        gifts_a_day_max integer DEFAULT 20 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        closed_at timestamptz,
        CONSTRAINT merchants_pkey PRIMARY KEY (merchant_id)
    )
    """,
    """
    CREATE TABLE shops (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        zone text NOT NULL,
        day_starts_minute integer DEFAULT 0 NOT NULL,
        opens_on date NOT NULL,
        closes_on date,
        closed_at timestamptz,
        offline_gift_cards_minor bigint DEFAULT 20000 NOT NULL,
        offline_rewards_minor bigint DEFAULT 10000 NOT NULL,
        CONSTRAINT shops_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT shops_by_merchant_id_fkey
            FOREIGN KEY (merchant_id) REFERENCES merchants (merchant_id)
    )
    """,
    """
    CREATE TABLE tills (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        shop_id uuid NOT NULL,
        name text NOT NULL,
        public_key bytea NOT NULL,
        status text NOT NULL,
        daily_limit_minor bigint DEFAULT 0 NOT NULL,
        paired_at timestamptz DEFAULT now() NOT NULL,
        revoked_at timestamptz,
        heard_at timestamptz,
        clock_ahead_ms bigint,
        health jsonb,
        CONSTRAINT tills_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT tills_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE till_days (
        merchant_id uuid NOT NULL,
        till_id uuid NOT NULL,
        day date NOT NULL,
        minted_minor bigint NOT NULL,
        CONSTRAINT till_days_pkey PRIMARY KEY (merchant_id, till_id, day),
        CONSTRAINT till_days_by_till_id_fkey
            FOREIGN KEY (merchant_id, till_id) REFERENCES tills (merchant_id, id)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE pairing_codes (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        code_hash bytea NOT NULL,
        shop_id uuid NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        tries_left integer NOT NULL,
        till_id uuid,
        CONSTRAINT pairing_codes_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT pairing_codes_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id),
        CONSTRAINT pairing_codes_by_till_id_fkey
            FOREIGN KEY (merchant_id, till_id) REFERENCES tills (merchant_id, id)
    )
    """,
    """
    CREATE TABLE nonces (
        merchant_id uuid NOT NULL,
        till_id uuid NOT NULL,
        nonce bytea NOT NULL,
        seen_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT nonces_pkey PRIMARY KEY (merchant_id, till_id, nonce)
    )
    """,
    """
    CREATE TABLE staff_versions (
        merchant_id uuid NOT NULL,
        staff_id uuid NOT NULL,
        version integer NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        pin_hash text NOT NULL,
        badge text,
        own_member_id uuid,
        employed boolean NOT NULL,
        since timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT staff_versions_pkey PRIMARY KEY (merchant_id, staff_id, version)
    )
    """,
    """
    CREATE TABLE staff_shops (
        merchant_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        staff_id uuid NOT NULL,
        since timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT staff_shops_pkey PRIMARY KEY (merchant_id, shop_id, staff_id),
        CONSTRAINT staff_shops_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id)
    )
    """,
    """
    CREATE TABLE programmes (
        merchant_id uuid NOT NULL,
        version integer NOT NULL,
        body bytea NOT NULL,
        since timestamptz DEFAULT now() NOT NULL,
        published_by uuid,
        CONSTRAINT programmes_pkey PRIMARY KEY (merchant_id, version)
    )
    """,
    """
    CREATE TABLE programme_shops (
        merchant_id uuid NOT NULL,
        version integer NOT NULL,
        shop_id uuid NOT NULL,
        CONSTRAINT programme_shops_pkey PRIMARY KEY (merchant_id, version, shop_id),
        CONSTRAINT programme_shops_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id)
    )
    """,
    """
    CREATE TABLE programme_drafts (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        body jsonb NOT NULL,
        based_on integer,
        made_by uuid NOT NULL,
        made_at timestamptz DEFAULT now() NOT NULL,
        changed_by uuid NOT NULL,
        changed_at timestamptz DEFAULT now() NOT NULL,
        ended_at timestamptz,
        CONSTRAINT programme_drafts_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE settings_pushed (
        merchant_id uuid NOT NULL,
        name text NOT NULL,
        place uuid NOT NULL,
        version integer NOT NULL,
        value text,
        since timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT settings_pushed_pkey PRIMARY KEY (merchant_id, name, place, version)
    )
    """,
    """
    CREATE TABLE commands (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        till_id uuid NOT NULL,
        kind text NOT NULL,
        body bytea NOT NULL,
        signature bytea NOT NULL,
        issued_by uuid NOT NULL,
        issued_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        taken_at timestamptz,
        outcome text,
        detail text,
        attached bytea,
        CONSTRAINT commands_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT commands_by_till_id_fkey
            FOREIGN KEY (merchant_id, till_id) REFERENCES tills (merchant_id, id)
    )
    """,
    """
    CREATE TABLE allowances (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        shop_id uuid NOT NULL,
        till_id uuid NOT NULL,
        kind text NOT NULL,
        lineage uuid NOT NULL,
        heard_seq bigint NOT NULL,
        amount_minor bigint NOT NULL,
        used_minor bigint DEFAULT 0 NOT NULL,
        renew boolean DEFAULT false NOT NULL,
        body bytea NOT NULL,
        signature bytea NOT NULL,
        issued_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT allowances_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT allowances_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id),
        CONSTRAINT allowances_by_till_id_fkey
            FOREIGN KEY (merchant_id, till_id) REFERENCES tills (merchant_id, id)
    )
    """,
    """
    CREATE TABLE lineages (
        merchant_id uuid NOT NULL,
        till_id uuid NOT NULL,
        lineage uuid NOT NULL,
        base_lineage uuid,
        base_seq bigint DEFAULT 0 NOT NULL,
        head_seq bigint NOT NULL,
        head_hash bytea NOT NULL,
        head_epoch uuid NOT NULL,
        begun_at timestamptz DEFAULT now() NOT NULL,
        recomputed_seq bigint DEFAULT 0 NOT NULL,
        watched_seq bigint DEFAULT 0 NOT NULL,
        CONSTRAINT lineages_pkey PRIMARY KEY (merchant_id, till_id, lineage),
        CONSTRAINT lineages_by_till_id_fkey
            FOREIGN KEY (merchant_id, till_id) REFERENCES tills (merchant_id, id)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE journal_rows (
        merchant_id uuid NOT NULL,
        till_id uuid NOT NULL,
        lineage uuid NOT NULL,
        seq bigint NOT NULL,
        event_id uuid NOT NULL,
        epoch uuid NOT NULL,
        hash bytea NOT NULL,
        schema_version integer NOT NULL,
        wall_ts bigint NOT NULL,
        boot_id uuid NOT NULL,
        monotonic bigint NOT NULL,
        server_offset bigint,
        body bytea NOT NULL,
        received_at timestamptz DEFAULT now() NOT NULL,
        repeats boolean DEFAULT false NOT NULL,
        fate text,
        reason text DEFAULT '' NOT NULL,
        CONSTRAINT journal_rows_pkey PRIMARY KEY (merchant_id, till_id, lineage, seq)
    )
    """,
    """
    CREATE TABLE server_journal (
        merchant_id uuid NOT NULL,
        seq bigint NOT NULL,
        event_id uuid NOT NULL,
        epoch uuid NOT NULL,
        hash bytea NOT NULL,
        schema_version integer NOT NULL,
        wall_ts bigint NOT NULL,
        boot_id uuid NOT NULL,
        monotonic bigint NOT NULL,
        body bytea NOT NULL,
        signature bytea NOT NULL,
        account_id uuid,
        CONSTRAINT server_journal_pkey PRIMARY KEY (merchant_id, seq)
    )
    """,
    """
    CREATE TABLE accounts (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        opened_on date NOT NULL,
        merged_into uuid,
        parted_from uuid,
        CONSTRAINT accounts_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT accounts_by_merged_into_fkey
            FOREIGN KEY (merchant_id, merged_into) REFERENCES accounts (merchant_id, id)
    )
    """,
    """
    CREATE TABLE members (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        number text NOT NULL,
        status text NOT NULL,
        enrolled_on date NOT NULL,
        profile jsonb,
        labels jsonb DEFAULT '[]' NOT NULL,
        labels_by_segment jsonb DEFAULT '[]' NOT NULL,
        tier text,
        tier_since date,
        tier_until date,
        merged_into uuid,
        erased_at timestamptz,
        family_first text COLLATE "C",
        given_first text COLLATE "C",
        phone_key text COLLATE "C",
        CONSTRAINT members_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT members_by_account_id_fkey
            FOREIGN KEY (merchant_id, account_id) REFERENCES accounts (merchant_id, id),
        CONSTRAINT members_by_merged_into_fkey
            FOREIGN KEY (merchant_id, merged_into) REFERENCES members (merchant_id, id)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE subject_keys (
        merchant_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        sealed bytea NOT NULL,
        CONSTRAINT subject_keys_pkey PRIMARY KEY (merchant_id, subject_id)
    )
    """,
    """
    CREATE TABLE erasures (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT erasures_pkey PRIMARY KEY (merchant_id, member_id)
    )
    """,
    """
    CREATE TABLE cards (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        token text NOT NULL,
        medium text NOT NULL,
        member_id uuid NOT NULL,
        holder_id uuid,
        status text NOT NULL,
        linked_at timestamptz NOT NULL,
        same_as uuid,
        CONSTRAINT cards_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT cards_by_same_as_fkey
            FOREIGN KEY (merchant_id, same_as) REFERENCES cards (merchant_id, id),
        CONSTRAINT cards_by_member_id_fkey
            FOREIGN KEY (merchant_id, member_id) REFERENCES members (merchant_id, id)
    )
    """,
    """
    CREATE TABLE consents (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        id uuid NOT NULL,
        channel text NOT NULL,
        granted boolean NOT NULL,
        wording text NOT NULL,
        at timestamptz NOT NULL,
        staff_id uuid,
        till_id uuid,
        sealed bytea,
        sealed_for uuid,
        CONSTRAINT consents_pkey PRIMARY KEY (merchant_id, member_id, id),
        CONSTRAINT consents_by_member_id_fkey
            FOREIGN KEY (merchant_id, member_id) REFERENCES members (merchant_id, id)
    )
    """,
    """
    CREATE TABLE member_shops (
        merchant_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        member_id uuid NOT NULL,
        seen_on date NOT NULL,
        own boolean DEFAULT false NOT NULL,
        CONSTRAINT member_shops_pkey PRIMARY KEY (merchant_id, member_id, shop_id),
        CONSTRAINT member_shops_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id),
        CONSTRAINT member_shops_by_member_id_fkey
            FOREIGN KEY (merchant_id, member_id) REFERENCES members (merchant_id, id)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE tier_history (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        event_id uuid NOT NULL,
        tier text NOT NULL,
        since date NOT NULL,
        until date,
        at timestamptz NOT NULL,
        visit_id uuid,
        CONSTRAINT tier_history_pkey PRIMARY KEY (merchant_id, member_id, event_id),
        CONSTRAINT tier_history_by_member_id_fkey
            FOREIGN KEY (merchant_id, member_id) REFERENCES members (merchant_id, id)
    )
    """,
    """
    CREATE TABLE visits (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        event_id uuid NOT NULL,
        member_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        till_id uuid NOT NULL,
        closed_by uuid NOT NULL,
        closed_at timestamptz NOT NULL,
        business_day date NOT NULL,
        programme_version integer NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL,
        discount_minor bigint NOT NULL,
        points bigint NOT NULL,
        fired jsonb DEFAULT '[]' NOT NULL,
        spent jsonb DEFAULT '{}' NOT NULL,
        CONSTRAINT visits_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE visit_voids (
        merchant_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        event_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT visit_voids_pkey PRIMARY KEY (merchant_id, visit_id),
        CONSTRAINT visit_voids_by_visit_id_fkey
            FOREIGN KEY (merchant_id, visit_id) REFERENCES visits (merchant_id, id)
    )
    """,
    """
    CREATE TABLE visit_refunds (
        merchant_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        id uuid NOT NULL,
        event_id uuid NOT NULL,
        at timestamptz NOT NULL,
        amount_minor bigint NOT NULL,
        discount_minor bigint DEFAULT 0 NOT NULL,
        ends boolean NOT NULL,
        CONSTRAINT visit_refunds_pkey PRIMARY KEY (merchant_id, visit_id, id),
        CONSTRAINT visit_refunds_by_visit_id_fkey
            FOREIGN KEY (merchant_id, visit_id) REFERENCES visits (merchant_id, id)
    )
    """,
    """
    CREATE TABLE tickets (
        merchant_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        business_day date NOT NULL,
        ticket text NOT NULL,
        register text NOT NULL,
        visit_id uuid NOT NULL,
        CONSTRAINT tickets_pkey PRIMARY KEY (merchant_id, shop_id, business_day, ticket, register)
    )
    """,
    """
    CREATE TABLE ledger_entries (
        merchant_id uuid NOT NULL,
        account_id uuid NOT NULL,
        id uuid NOT NULL,
        counter text NOT NULL,
        kind text NOT NULL,
        amount bigint NOT NULL,
        contra text NOT NULL,
        at timestamptz NOT NULL,
        business_day date NOT NULL,
        visit_id uuid,
        cause text DEFAULT '' NOT NULL,
        reverses uuid,
        CONSTRAINT ledger_entries_pkey PRIMARY KEY (merchant_id, account_id, id)
    )
    """,
    """
    CREATE TABLE lots (
        merchant_id uuid NOT NULL,
        account_id uuid NOT NULL,
        id uuid NOT NULL,
        counter text NOT NULL,
        entry_id uuid NOT NULL,
        earned bigint NOT NULL,
        remaining bigint NOT NULL,
        earned_on date NOT NULL,
        expires_on date,
        spendable_from date,
        withheld boolean DEFAULT false NOT NULL,
        open boolean DEFAULT true NOT NULL,
        touched_on date NOT NULL,
        CONSTRAINT lots_pkey PRIMARY KEY (merchant_id, id)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE lot_allocations (
        merchant_id uuid NOT NULL,
        entry_id uuid NOT NULL,
        lot_id uuid NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT lot_allocations_pkey PRIMARY KEY (merchant_id, entry_id, lot_id)
    )
    """,
    """
    CREATE TABLE balances (
        merchant_id uuid NOT NULL,
        account_id uuid NOT NULL,
        counter text NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT balances_pkey PRIMARY KEY (merchant_id, account_id, counter)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE bought (
        merchant_id uuid NOT NULL,
        ware text NOT NULL,
        code text NOT NULL,
        business_day date NOT NULL,
        visit_id uuid NOT NULL,
        CONSTRAINT bought_pkey PRIMARY KEY (merchant_id, ware, code, business_day, visit_id)
    )
    """,
    """
    CREATE TABLE day_aggregates (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        day date NOT NULL,
        scope text NOT NULL,
        visits integer NOT NULL,
        revenue_minor bigint NOT NULL,
        points_earned bigint NOT NULL,
        quantity bigint NOT NULL,
        CONSTRAINT day_aggregates_pkey PRIMARY KEY (merchant_id, member_id, day, scope)
    )
    """,
    """
    CREATE TABLE lifetimes (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        scope text NOT NULL,
        visits integer NOT NULL,
        revenue_minor bigint NOT NULL,
        points_earned bigint NOT NULL,
        quantity bigint NOT NULL,
        CONSTRAINT lifetimes_pkey PRIMARY KEY (merchant_id, member_id, scope)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE rule_uses (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        rule text NOT NULL,
        subject text NOT NULL,
        cause_id uuid NOT NULL,
        count integer NOT NULL,
        business_day date NOT NULL,
        at timestamptz,
        state text NOT NULL,
        CONSTRAINT rule_uses_pkey PRIMARY KEY (merchant_id, member_id, rule, subject, cause_id)
    )
    """,
    """
    CREATE TABLE vouchers (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        id uuid NOT NULL,
        body bytea NOT NULL,
        valid_until date,
        state text NOT NULL,
        given_by uuid,
        used_by uuid,
        withheld boolean DEFAULT false NOT NULL,
        number_digest bytea,
        CONSTRAINT vouchers_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT vouchers_by_member_id_fkey
            FOREIGN KEY (merchant_id, member_id) REFERENCES members (merchant_id, id)
    )
    """,
    """
    CREATE TABLE gift_cards (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        number_hash bytea NOT NULL,
        masked text NOT NULL,
        vat text NOT NULL,
        valid_months integer NOT NULL,
        grace_days integer NOT NULL,
        currency text NOT NULL,
        face_minor bigint NOT NULL,
        issued_at timestamptz NOT NULL,
        state text NOT NULL,
        balance_minor bigint DEFAULT 0 NOT NULL,
        held_minor bigint DEFAULT 0 NOT NULL,
        receivable_minor bigint DEFAULT 0 NOT NULL,
        expires_on date,
        only_at uuid,
        withheld boolean DEFAULT false NOT NULL,
        disowned boolean DEFAULT false NOT NULL,
        sealed bytea NOT NULL,
        CONSTRAINT gift_cards_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT gift_cards_never_below_zero CHECK (held_minor >= 0 AND held_minor <= balance_minor),
        CONSTRAINT gift_cards_owes_nothing_less CHECK (receivable_minor >= 0)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE gift_entries (
        merchant_id uuid NOT NULL,
        gift_card_id uuid NOT NULL,
        id uuid NOT NULL,
        move text NOT NULL,
        amount_minor bigint NOT NULL,
        uncovered_minor bigint DEFAULT 0 NOT NULL,
        contra text NOT NULL,
        at timestamptz NOT NULL,
        business_day date NOT NULL,
        till_id uuid,
        ticket text DEFAULT '' NOT NULL,
        visit_id uuid,
        hold_id uuid,
        reverses uuid,
        CONSTRAINT gift_entries_pkey PRIMARY KEY (merchant_id, gift_card_id, id),
        CONSTRAINT gift_entries_by_gift_card_id_fkey
            FOREIGN KEY (merchant_id, gift_card_id) REFERENCES gift_cards (merchant_id, id)
    )
    """,
    """
    CREATE TABLE gift_holds (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        gift_card_id uuid NOT NULL,
        till_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        amount_minor bigint NOT NULL,
        held_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        state text NOT NULL,
        untold boolean DEFAULT false NOT NULL,
        allowance_id uuid,
        CONSTRAINT gift_holds_pkey PRIMARY KEY (merchant_id, id),
        CONSTRAINT gift_holds_by_gift_card_id_fkey
            FOREIGN KEY (merchant_id, gift_card_id) REFERENCES gift_cards (merchant_id, id)
    )
    """,
    """
    CREATE TABLE reward_holds (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        counter text NOT NULL,
        amount bigint NOT NULL,
        till_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        held_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        state text NOT NULL,
        CONSTRAINT reward_holds_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE released_holds (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        released_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT released_holds_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE gift_card_shops (
        merchant_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        gift_card_id uuid NOT NULL,
        seen_on date NOT NULL,
        CONSTRAINT gift_card_shops_pkey PRIMARY KEY (merchant_id, gift_card_id, shop_id),
        CONSTRAINT gift_card_shops_by_shop_id_fkey
            FOREIGN KEY (merchant_id, shop_id) REFERENCES shops (merchant_id, id),
        CONSTRAINT gift_card_shops_by_gift_card_id_fkey
            FOREIGN KEY (merchant_id, gift_card_id) REFERENCES gift_cards (merchant_id, id)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE feed (
        merchant_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        token bigint DEFAULT
            (pg_current_xact_id()::text::bigint << 20) | floor(random() * 1048576)::bigint NOT NULL,
        kind text NOT NULL,
        key uuid NOT NULL,
        name text DEFAULT '' NOT NULL,
        origin_lineage uuid,
        told_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT feed_pkey PRIMARY KEY (merchant_id, shop_id, xid, seq)
    )
    """,
    """
    CREATE TABLE reviews (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        till_id uuid,
        event_id uuid,
        subject_id uuid,
        detail jsonb DEFAULT '{}' NOT NULL,
        found_at timestamptz DEFAULT now() NOT NULL,
        settled_at timestamptz,
        settled_by uuid,
        outcome text,
        CONSTRAINT reviews_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE operators (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        credential text NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        disabled_at timestamptz,
        CONSTRAINT operators_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE support_accesses (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        operator_id uuid NOT NULL,
        reason text NOT NULL,
        granted_by uuid,
        begins_at timestamptz DEFAULT now() NOT NULL,
        ends_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT support_accesses_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE office_people (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        login text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        language text NOT NULL,
        all_shops boolean DEFAULT false NOT NULL,
        password_hash text,
        totp_sealed bytea,
        totp_step bigint DEFAULT 0 NOT NULL,
        recovery jsonb DEFAULT '[]' NOT NULL,
        failures integer DEFAULT 0 NOT NULL,
        locked_until timestamptz,
        invite_hash bytea,
        invite_until timestamptz,
        created_at timestamptz DEFAULT now() NOT NULL,
        disabled_at timestamptz,
        CONSTRAINT office_people_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE office_shops (
        merchant_id uuid NOT NULL,
        person_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        CONSTRAINT office_shops_by_person_id_fkey FOREIGN KEY (merchant_id, person_id)
            REFERENCES office_people (merchant_id, id),
        CONSTRAINT office_shops_by_shop_id_fkey FOREIGN KEY (merchant_id, shop_id)
            REFERENCES shops (merchant_id, id),
        CONSTRAINT office_shops_pkey PRIMARY KEY (merchant_id, person_id, shop_id)
    )
    """,
    """
    CREATE TABLE office_logins (
        merchant_id uuid NOT NULL,
        login text NOT NULL,
        of_merchant uuid NOT NULL,
        person_id uuid NOT NULL,
        CONSTRAINT office_logins_pkey PRIMARY KEY (merchant_id, login)
    )
    """,
    """
    CREATE TABLE office_sessions (
        merchant_id uuid NOT NULL,
        token_hash bytea NOT NULL,
        person_id uuid NOT NULL,
        visiting uuid,
        begun_at timestamptz DEFAULT now() NOT NULL,
        seen_at timestamptz DEFAULT now() NOT NULL,
        proved_at timestamptz DEFAULT now() NOT NULL,
        ends_at timestamptz NOT NULL,
        said jsonb,
        CONSTRAINT office_sessions_by_person_id_fkey FOREIGN KEY (merchant_id, person_id)
            REFERENCES office_people (merchant_id, id),
        CONSTRAINT office_sessions_pkey PRIMARY KEY (merchant_id, token_hash)
    )
    """,
    """
    CREATE TABLE approvals (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        subject_id uuid,
        body jsonb DEFAULT '{}' NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz DEFAULT now() NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        outcome text,
        reason text,
        shop_id uuid,
        beneficiary_id uuid,
        CONSTRAINT approvals_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE office_jobs (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        args jsonb DEFAULT '{}' NOT NULL,
        state text NOT NULL,
        done bigint DEFAULT 0 NOT NULL,
        total bigint DEFAULT 0 NOT NULL,
        result jsonb DEFAULT '{}' NOT NULL,
        fault text,
        run_id uuid,
        asked_by uuid,
        asked_at timestamptz DEFAULT now() NOT NULL,
        begun_at timestamptz,
        ended_at timestamptz,
        kept jsonb DEFAULT '{}' NOT NULL,
        CONSTRAINT office_jobs_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE mails (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        language text NOT NULL,
        state text NOT NULL,
        subject_id uuid,
        sealed bytea,
        tries integer DEFAULT 0 NOT NULL,
        fault text,
        asked_at timestamptz DEFAULT now() NOT NULL,
        ended_at timestamptz,
        CONSTRAINT mails_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE one_time_codes (
        merchant_id uuid NOT NULL,
        purpose text NOT NULL,
        subject_id uuid NOT NULL,
        digest bytea NOT NULL,
        ends_at timestamptz NOT NULL,
        tries integer DEFAULT 0 NOT NULL,
        CONSTRAINT one_time_codes_pkey PRIMARY KEY (merchant_id, purpose, subject_id)
    )
    """,
    """
    CREATE TABLE contacts (
        merchant_id uuid NOT NULL,
        member_id uuid NOT NULL,
        contact_on date NOT NULL,
        warned_on date,
        CONSTRAINT contacts_by_member_id_fkey FOREIGN KEY (merchant_id, member_id)
            REFERENCES members (merchant_id, id),
        CONSTRAINT contacts_pkey PRIMARY KEY (merchant_id, member_id)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE privacy_requests (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        kind text NOT NULL,
        came_on date NOT NULL,
        due_on date NOT NULL,
        taken_by uuid NOT NULL,
        job_id uuid,
        answered_at timestamptz,
        answered_by uuid,
        outcome text,
        CONSTRAINT privacy_requests_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE suppressions (
        merchant_id uuid NOT NULL,
        digest bytea NOT NULL,
        at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT suppressions_pkey PRIMARY KEY (merchant_id, digest)
    )
    """,
    """
    CREATE TABLE imports (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        theme text NOT NULL,
        size bigint NOT NULL,
        headings jsonb NOT NULL,
        body bytea,
        choices jsonb,
        asked_by uuid NOT NULL,
        asked_at timestamptz DEFAULT now() NOT NULL,
        checked_by_job uuid,
        done_by_job uuid,
        CONSTRAINT imports_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE import_mappings (
        merchant_id uuid NOT NULL,
        theme text NOT NULL,
        name text NOT NULL,
        choices jsonb NOT NULL,
        kept_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT import_mappings_pkey PRIMARY KEY (merchant_id, theme, name)
    )
    """,
    """
    CREATE TABLE closures (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz DEFAULT now() NOT NULL,
        due_at timestamptz NOT NULL,
        agreed_by uuid,
        agreed_at timestamptz,
        cancelled_by uuid,
        cancelled_at timestamptz,
        CONSTRAINT closures_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE segments (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        body text NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz DEFAULT now() NOT NULL,
        shared boolean DEFAULT false NOT NULL,
        label text,
        counted bigint,
        counted_at timestamptz,
        gone_at timestamptz,
        CONSTRAINT segments_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE audit (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        at timestamptz DEFAULT now() NOT NULL,
        actor_id uuid NOT NULL,
        act text NOT NULL,
        subject_id uuid,
        detail jsonb DEFAULT '{}' NOT NULL,
        CONSTRAINT audit_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE member_months (
        merchant_id uuid NOT NULL,
        month date NOT NULL,
        member_id uuid NOT NULL,
        shop_id uuid NOT NULL,
        visits integer NOT NULL,
        revenue_minor bigint NOT NULL,
        discount_minor bigint NOT NULL,
        first_on date NOT NULL,
        last_on date NOT NULL,
        CONSTRAINT member_months_pkey PRIMARY KEY (merchant_id, month, member_id, shop_id)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE shop_days (
        merchant_id uuid NOT NULL,
        day date NOT NULL,
        shop_id uuid NOT NULL,
        till_id uuid NOT NULL,
        visits integer DEFAULT 0 NOT NULL,
        revenue_minor bigint DEFAULT 0 NOT NULL,
        discount_minor bigint DEFAULT 0 NOT NULL,
        sales_minor bigint,
        tickets integer,
        closed_at timestamptz,
        CONSTRAINT shop_days_pkey PRIMARY KEY (merchant_id, day, shop_id, till_id)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE rule_days (
        merchant_id uuid NOT NULL,
        day date NOT NULL,
        shop_id uuid NOT NULL,
        till_id uuid NOT NULL,
        source text NOT NULL,
        counter text DEFAULT '' NOT NULL,
        visits integer NOT NULL,
        revenue_minor bigint NOT NULL,
        points bigint NOT NULL,
        discount_minor bigint NOT NULL,
        vouchers integer NOT NULL,
        CONSTRAINT rule_days_pkey PRIMARY KEY (merchant_id, day, shop_id, till_id, source, counter)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE figure_months (
        merchant_id uuid NOT NULL,
        month date NOT NULL,
        shop_id uuid NOT NULL,
        taken_at timestamptz DEFAULT now() NOT NULL,
        body jsonb NOT NULL,
        CONSTRAINT figure_months_pkey PRIMARY KEY (merchant_id, month, shop_id)
    )
    """,
    """
    CREATE TABLE figure_settings (
        merchant_id uuid NOT NULL,
        dormant_days integer DEFAULT 90 NOT NULL,
        lost_days integer DEFAULT 365 NOT NULL,
        point_worth_ppm jsonb DEFAULT '{}' NOT NULL,
        settle_days integer DEFAULT 7 NOT NULL,
        CONSTRAINT figure_settings_pkey PRIMARY KEY (merchant_id)
    )
    """,
    """
    CREATE TABLE value_settings (
        merchant_id uuid NOT NULL,
        margin_ppm integer NOT NULL,
        category_margins jsonb DEFAULT '{}' NOT NULL,
        discount_ppm integer NOT NULL,
        months integer NOT NULL,
        CONSTRAINT value_settings_pkey PRIMARY KEY (merchant_id)
    )
    """,
    """
    CREATE TABLE valuations (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        made_at timestamptz DEFAULT now() NOT NULL,
        as_of date NOT NULL,
        standing text NOT NULL,
        members integer NOT NULL,
        returned integer NOT NULL,
        body jsonb NOT NULL,
        CONSTRAINT valuations_pkey PRIMARY KEY (merchant_id, id)
    )
    """,
    """
    CREATE TABLE member_values (
        merchant_id uuid NOT NULL,
        valuation_id uuid NOT NULL,
        member_id uuid NOT NULL,
        days integer NOT NULL,
        last_on date NOT NULL,
        revenue_minor bigint NOT NULL,
        margin_ppm integer NOT NULL,
        past_minor bigint NOT NULL,
        alive_ppm integer,
        purchases_milli bigint,
        spending_minor bigint,
        future_minor bigint,
        worth_minor bigint NOT NULL,
        CONSTRAINT member_values_pkey PRIMARY KEY (merchant_id, valuation_id, member_id)
    )
    """,
    """
    CREATE TABLE cashier_days (
        merchant_id uuid NOT NULL,
        day date NOT NULL,
        shop_id uuid NOT NULL,
        staff_id uuid NOT NULL,
        visits integer DEFAULT 0 NOT NULL,
        CONSTRAINT cashier_days_pkey PRIMARY KEY (merchant_id, day, shop_id, staff_id)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE cashier_signs (
        merchant_id uuid NOT NULL,
        day date NOT NULL,
        shop_id uuid NOT NULL,
        staff_id uuid NOT NULL,
        sign text NOT NULL,
        event_id uuid NOT NULL,
        till_id uuid NOT NULL,
        subject_id uuid,
        at timestamptz NOT NULL,
        CONSTRAINT cashier_signs_pkey PRIMARY KEY (merchant_id, day, shop_id, staff_id, sign, event_id)
    )
    """,
    """
    CREATE TABLE generation (
        one boolean NOT NULL CONSTRAINT generation_row CHECK (one),
        counter bigint NOT NULL,
        since timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT generation_pkey PRIMARY KEY (one)
    )
    """,
)

INDEXES = (
    "CREATE INDEX valuations_by_age ON valuations (merchant_id, made_at)",
    "CREATE INDEX member_values_by_worth "
    "ON member_values (merchant_id, valuation_id, worth_minor, member_id)",
    "CREATE INDEX cashier_signs_by_subject ON cashier_signs (merchant_id, subject_id, at)",
    "CREATE UNIQUE INDEX tills_by_public_key ON tills (merchant_id, public_key)",
    "CREATE UNIQUE INDEX pairing_codes_by_code ON pairing_codes (merchant_id, code_hash)",
    "CREATE INDEX nonces_by_age ON nonces USING brin (seen_at)",
    "CREATE INDEX staff_shops_by_staff ON staff_shops (merchant_id, staff_id)",
    "CREATE INDEX commands_waiting ON commands (merchant_id, till_id) WHERE taken_at IS NULL",
    "CREATE INDEX allowances_open ON allowances (merchant_id, shop_id) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX journal_rows_by_event ON journal_rows (merchant_id, event_id) WHERE NOT repeats",
    "CREATE INDEX journal_rows_in_quarantine "
    "ON journal_rows (merchant_id, received_at) WHERE fate = 'quarantined'",
    "CREATE INDEX journal_rows_doubted "
    "ON journal_rows (merchant_id, received_at) WHERE fate IN ('quarantined', 'flagged')",
    "CREATE UNIQUE INDEX server_journal_by_event ON server_journal (merchant_id, event_id)",
    "CREATE INDEX server_journal_by_account "
    "ON server_journal (merchant_id, account_id) WHERE account_id IS NOT NULL",
    "CREATE INDEX accounts_merged ON accounts (merchant_id, merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX accounts_parted ON accounts (merchant_id, parted_from) WHERE parted_from IS NOT NULL",
    "CREATE INDEX members_merged ON members (merchant_id, merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX members_by_account ON members (merchant_id, account_id)",
    "CREATE INDEX members_by_family_name "
    "ON members (merchant_id, family_first) WHERE family_first IS NOT NULL",
    "CREATE INDEX members_by_given_name ON members (merchant_id, given_first) WHERE given_first IS NOT NULL",
    "CREATE UNIQUE INDEX members_by_number ON members (merchant_id, number) WHERE erased_at IS NULL",
    "CREATE INDEX members_by_email ON members (merchant_id, (profile ->> 'email'))",
    "CREATE INDEX members_by_phone ON members (merchant_id, phone_key) WHERE phone_key IS NOT NULL",
    "CREATE INDEX cards_by_member ON cards (merchant_id, member_id)",
    "CREATE UNIQUE INDEX cards_by_token ON cards (merchant_id, token)",
    "CREATE INDEX cards_same_as ON cards (merchant_id, same_as) WHERE same_as IS NOT NULL",
    "CREATE INDEX visits_by_member ON visits (merchant_id, member_id, closed_at)",
    "CREATE INDEX member_months_by_member ON member_months (merchant_id, member_id)",
    "CREATE INDEX visits_in_time ON visits (merchant_id, business_day) "
    "INCLUDE (member_id, id, shop_id, closed_at, amount_minor, discount_minor)",
    "CREATE INDEX tickets_by_number ON tickets (merchant_id, ticket)",
    "CREATE INDEX lots_by_last_day ON lots USING brin (expires_on)",
    "CREATE INDEX lots_open ON lots (merchant_id, account_id, counter) WHERE open",
    "CREATE UNIQUE INDEX vouchers_by_number ON vouchers (merchant_id, number_digest) "
    "WHERE number_digest IS NOT NULL",
    "CREATE INDEX vouchers_standing ON vouchers (merchant_id, member_id) WHERE state != 'withdrawn'",
    "CREATE UNIQUE INDEX gift_cards_by_number ON gift_cards (merchant_id, number_hash)",
    "CREATE INDEX gift_payments ON gift_entries (merchant_id, id) WHERE move = 'spent'",
    "CREATE INDEX gift_payments_by_visit ON gift_entries (merchant_id, visit_id) WHERE move = 'spent'",
    "CREATE INDEX gift_refunds ON gift_entries (merchant_id, reverses) WHERE move = 'refunded'",
    "CREATE INDEX gift_holds_open ON gift_holds (merchant_id, expires_at) WHERE state = 'held'",
    "CREATE INDEX gift_holds_by_card ON gift_holds (merchant_id, gift_card_id) WHERE state = 'held'",
    "CREATE INDEX reward_holds_open ON reward_holds (merchant_id, expires_at) WHERE state = 'held'",
    "CREATE INDEX reward_holds_by_subject ON reward_holds (merchant_id, subject_id) WHERE state = 'held'",
    "CREATE INDEX reward_holds_by_visit ON reward_holds (merchant_id, visit_id) WHERE state = 'held'",
    "CREATE INDEX reviews_by_event ON reviews (merchant_id, event_id)",
    "CREATE INDEX reviews_open ON reviews (merchant_id, found_at) WHERE settled_at IS NULL",
    "CREATE UNIQUE INDEX office_people_by_login ON office_people (merchant_id, login)",
    "CREATE INDEX approvals_open ON approvals (merchant_id, asked_at) WHERE decided_at IS NULL",
    "CREATE INDEX office_jobs_by_age ON office_jobs (merchant_id, asked_at)",
    "CREATE INDEX privacy_requests_by_due ON privacy_requests (merchant_id, due_on)",
    "CREATE INDEX imports_by_age ON imports (merchant_id, asked_at)",
    "CREATE INDEX closures_open ON closures (merchant_id, due_at) WHERE cancelled_at IS NULL",
)

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

FIXED_COLUMNS = {
    "gift_cards": "merchant_id, id, number_hash, masked, vat, valid_months, grace_days, currency, "
    "face_minor, issued_at, disowned, sealed",
    "gift_holds": "merchant_id, id, gift_card_id, till_id, visit_id, amount_minor, held_at, expires_at, "
    "allowance_id",
    "journal_rows": "merchant_id, till_id, lineage, seq, event_id, epoch, hash, schema_version, wall_ts, "
    "boot_id, monotonic, server_offset, body, received_at, repeats",
    "lots": "merchant_id, id, counter, entry_id, earned, earned_on",
    "reward_holds": "merchant_id, id, kind, counter, amount, till_id, visit_id, held_at, expires_at",
    "rule_uses": "merchant_id, rule, subject, cause_id, count, business_day, at",
    "visits": "merchant_id, id, event_id, shop_id, till_id, closed_by, closed_at, business_day, "
    "programme_version, currency, amount_minor, discount_minor, points, fired, spent",
    "vouchers": "merchant_id, id, body, valid_until, given_by, number_digest",
}

CHANGING = (
    "accounts",
    "allowances",
    "approvals",
    "balances",
    "cards",
    "contacts",
    "closures",
    "commands",
    "day_aggregates",
    "figure_settings",
    "gift_card_shops",
    "import_mappings",
    "imports",
    "lifetimes",
    "lineages",
    "mails",
    "members",
    "merchants",
    "office_jobs",
    "office_people",
    "operators",
    "programme_drafts",
    "privacy_requests",
    "reviews",
    "segments",
    "shops",
    "support_accesses",
    "till_days",
    "tills",
    "value_settings",
)

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

VIEWS = (
    """
    CREATE VIEW ledger_sides WITH (security_invoker = true) AS
    SELECT merchant_id, id AS entry_id, counter, account_id, NULL AS contra, amount FROM ledger_entries
    UNION ALL
    SELECT merchant_id, id, counter, NULL, contra, -amount FROM ledger_entries
    """,
    """
    CREATE VIEW gift_sides WITH (security_invoker = true) AS
    SELECT merchant_id, id AS entry_id, gift_card_id,
        'balance' AS book, amount_minor + uncovered_minor AS amount_minor
    FROM gift_entries
    UNION ALL
    SELECT merchant_id, id, gift_card_id, 'receivable', -uncovered_minor FROM gift_entries
    UNION ALL
    SELECT merchant_id, id, gift_card_id, contra, -amount_minor FROM gift_entries
    """,
    """
    CREATE VIEW standing_visits WITH (security_invoker = true) AS
    SELECT v.merchant_id, v.id, v.event_id, v.member_id, v.shop_id, v.till_id, v.closed_by, v.closed_at,
        v.business_day, date_trunc('month', v.business_day::timestamp)::date AS month,
        v.amount_minor - v.discount_minor - coalesce(r.revenue_minor, 0) AS revenue_minor,
        v.discount_minor - coalesce(r.discount_minor, 0) AS discount_minor, v.fired
    FROM visits v CROSS JOIN LATERAL (
        SELECT sum(u.amount_minor - u.discount_minor)::bigint AS revenue_minor,
            sum(u.discount_minor)::bigint AS discount_minor, bool_or(u.ends) AS ends
        FROM visit_refunds u WHERE u.merchant_id = v.merchant_id AND u.visit_id = v.id
    ) r
    WHERE r.ends IS NOT TRUE AND NOT EXISTS (
        SELECT FROM visit_voids u WHERE u.merchant_id = v.merchant_id AND u.visit_id = v.id
    )
    """,
)

STAYS = """
    CREATE FUNCTION what_was_written_stays() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('app.leaving', true) <> '' AND EXISTS (
            SELECT FROM pg_class WHERE oid = TG_RELID AND pg_get_userbyid(relowner) = current_user
        ) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '%: what was written stays', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""

LEAVE = """
    CREATE FUNCTION delete_what_the_merchant_has(at timestamptz, at_most integer) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        leaving uuid := NULLIF(current_setting('app.merchant', true), '')::uuid;
        waiting oid[];
        last oid;
        its_own text;
        gone integer;
        still integer := at_most;
    BEGIN
        IF leaving IS NULL OR leaving = '00000000-0000-0000-0000-000000000000' OR NOT EXISTS (
            SELECT FROM public.closures
            WHERE merchant_id = leaving AND cancelled_at IS NULL AND due_at <= at
        ) THEN
            RAISE EXCEPTION 'this merchant does not leave' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM set_config('app.leaving', leaving::text, true);
        waiting := ARRAY(
            SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'merchant_id'
                AND c.relname NOT IN ('closures', 'merchants')
        );
        WHILE cardinality(waiting) > 0 AND still > 0 LOOP
            SELECT t INTO STRICT last FROM unnest(waiting) t WHERE NOT EXISTS (
                SELECT FROM pg_constraint r
                WHERE r.contype = 'f' AND r.confrelid = t AND r.conrelid <> t AND r.conrelid = ANY(waiting)
            ) ORDER BY t <> 'public.subject_keys'::regclass, t LIMIT 1;
            SELECT format(
                'AND NOT EXISTS ('
                'SELECT FROM %1$s o WHERE o.merchant_id = $1 AND o.%2$I = x.id AND o.id <> x.id)',
                last::regclass, a.attname
            ) INTO its_own
            FROM pg_constraint r JOIN pg_attribute a ON a.attrelid = last AND a.attnum = r.conkey[2]
            WHERE r.contype = 'f' AND r.conrelid = last AND r.confrelid = last;
            EXECUTE format(
                'DELETE FROM %1$s WHERE ctid = ANY(ARRAY('
                'SELECT ctid FROM %1$s x WHERE merchant_id = $1 %2$s LIMIT $2))',
                last::regclass, its_own
            ) USING leaving, still;
            GET DIAGNOSTICS gone = ROW_COUNT;
            still := still - gone;
            IF gone = 0 THEN
                waiting := array_remove(waiting, last);
            END IF;
        END LOOP;
        IF still > 0 THEN
            DELETE FROM public.closures WHERE merchant_id = leaving;
            DELETE FROM public.merchants WHERE merchant_id = leaving;
        END IF;
        PERFORM set_config('app.leaving', '', true);
        RETURN still = 0;
    END $$
"""
"""Who serves may not delete what was written, but for one merchant whose time to leave has come: by the
owner's right, within the transaction's merchant, and as many rows at a time as are asked for, as long as it
returns true. The keys of people go first; what refers to other rows goes before them, and last of all who the
merchant was and that he leaves, so that what was cut off is gone on with."""

QUEUE_FUNCTIONS = """
    DO $$
    DECLARE named regprocedure;
    BEGIN
        FOR named IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', named);
        END LOOP;
    END $$
"""
"""Whoever calls them within a transaction of a merchant need not look for their tables."""

TENANT = "(SELECT NULLIF(current_setting('app.merchant', true), '')::uuid)"
HOUSE = "'00000000-0000-0000-0000-000000000000'::uuid"


def upgrade() -> None:
    """Tables first, then what protects them."""
    for statement in (*TABLES, *INDEXES, *VIEWS, STAYS, LEAVE):
        op.execute(statement)
    for table in (*APPEND_ONLY, *FIXED_COLUMNS, *CHANGING, *PASSING):
        _confine(table, f"merchant_id = {TENANT}")
    for table in ("alembic_version", "generation"):
        _confine(table, "true")
    op.execute(f"CREATE POLICY seen_by_the_house ON merchants FOR SELECT USING ({TENANT} = {HOUSE})")
    _keep_what_was_written()
    _grant()
    op.execute("INSERT INTO generation (one, counter) VALUES (true, 1)")
    _make_queue()


def _confine(table: str, rows: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({rows}) WITH CHECK ({rows})")


def _keep_what_was_written() -> None:
    never = dict.fromkeys(APPEND_ONLY, "UPDATE OR DELETE OR TRUNCATE")
    partly = {table: f"UPDATE OF {columns} OR DELETE OR TRUNCATE" for table, columns in FIXED_COLUMNS.items()}
    for table, what in (never | partly).items():
        op.execute(
            f"CREATE TRIGGER stays BEFORE {what} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION what_was_written_stays()"
        )


def _grant() -> None:
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO fidpos_app, fidpos_backup")
    op.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO fidpos_backup")
    for table in (*APPEND_ONLY, *FIXED_COLUMNS, *CHANGING, *PASSING):
        op.execute(f"GRANT INSERT ON {table} TO fidpos_app")
    for table in (*FIXED_COLUMNS, *CHANGING, *PASSING):
        op.execute(f"GRANT UPDATE ON {table} TO fidpos_app")
    for table in PASSING:
        op.execute(f"GRANT DELETE ON {table} TO fidpos_app")
    op.execute("REVOKE ALL ON FUNCTION delete_what_the_merchant_has FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION delete_what_the_merchant_has TO fidpos_app")


def _make_queue() -> None:
    """The queue of the centre's long work: procrastinate's tables, in a schema of their own.

    Its rows name a merchant and a job or a mail by their ids, and say nothing else of anybody.
    """
    schema = files("procrastinate").joinpath("sql/schema.sql").read_text(encoding="utf-8")
    connection = op.get_bind().connection.driver_connection
    connection.execute("CREATE SCHEMA jobs")
    connection.execute("SET LOCAL search_path TO jobs")
    connection.execute(schema)
    connection.execute("SET LOCAL search_path TO DEFAULT")
    connection.execute(QUEUE_FUNCTIONS)
    connection.execute("GRANT USAGE ON SCHEMA jobs TO fidpos_app, fidpos_backup")
    connection.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO fidpos_app")
    connection.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO fidpos_app")
    connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA jobs TO fidpos_backup")
    connection.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA jobs TO fidpos_backup")
