"""A merchant of some years in a centre's database, written by SQL as the projection would leave it.

A few members spend most, as everywhere (Pareto); people stop coming, December is busy and February is not;
there are tiers, points that were spent or ended, refunds, voids and gift cards. Everything follows from the
numbers of members and visits, so that every run makes the same town. No journal stands behind it.
"""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from benchmarks.cases.populace import keep_keys
from fidpos.domain.ids import ShopId, TillId
from fidpos.server.db.figures.remaking import MAKE_DAYS, MAKE_MONTHS
from tests.helpers.centre_office import AWAY, FAR, MERCHANT, SHOP, TILL

SHOP_NAMES = (
    *("Lyon Bellecour", "Lyon Part-Dieu", "Villeurbanne", "Grenoble", "Annecy", "Chambéry", "Valence"),
    *("Saint-Étienne", "Dijon", "Mâcon", "Vienne", "Bourg"),
)
DAYS = 790
"""How long the scheme has been running: 26 months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """How large it is, and which day it is there.

    Attributes:
        vigour: visits come about in proportion to it: 20 for some 20 visits a member.
    """

    members: int
    today: date
    shops: int = 12
    vigour: float = 20.0


def shop_id(place: int) -> ShopId:
    """Of the shop at this place of `SHOP_NAMES`."""
    return (SHOP, AWAY)[place] if place < 2 else ShopId(UUID(int=0x5000 + place))


def till_id(place: int) -> TillId:
    """Of the shop's till."""
    return (TILL, FAR)[place] if place < 2 else TillId(UUID(int=0x6000 + place))


_CHANCE: LiteralString = """
    CREATE FUNCTION pg_temp.u(n bigint, k bigint) RETURNS float8 LANGUAGE sql IMMUTABLE
    AS 'SELECT ((hashint8extended(n, k) & 4294967295) + 0.5) / 4294967296.0'
"""
_PEOPLE: LiteralString = """
    CREATE TEMP TABLE town_people AS
    SELECT n, ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS member_id,
        ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS account_id,
        home, spends, mean, joined,
        LEAST(%(days)s - joined, ceil(-600 * ln(1 - pg_temp.u(n, 3)))::int) AS stays, weight
    FROM (
        SELECT n, floor(%(shops)s * power(pg_temp.u(n, 4), 1.6))::int AS home,
            pg_temp.u(n, 5) < 0.6 AS spends,
            1500 + 4000 * pg_temp.u(n, 6) AS mean,
            CASE WHEN pg_temp.u(n, 1) < 0.4 THEN floor(30 * pg_temp.u(n, 7))
                ELSE floor((%(days)s - 1) * pg_temp.u(n, 8)) END::int AS joined,
            LEAST(power(1 - pg_temp.u(n, 2), -1 / 1.5), 40) AS weight
        FROM generate_series(0, %(members)s - 1) n
    ) p
"""
_BOUGHT: LiteralString = """
    CREATE TEMP TABLE town_visits AS
    SELECT v, ('01900000-0000-7006-8000-' || lpad(to_hex(v), 12, '0'))::uuid AS id, n, member_id, account_id,
        spends, at, at::date AS day, shop, amount, CASE WHEN luck < 0.10 THEN amount / 10
            WHEN luck < 0.14 AND amount > 1000 THEN 500 ELSE 0 END AS discount, luck, fate
    FROM (
        SELECT row_number() OVER (ORDER BY at, n, k) AS v, n, member_id, account_id, spends, at,
            CASE WHEN pg_temp.u(c, 22) < 0.85 THEN home
                ELSE floor(%(shops)s * pg_temp.u(c, 23))::int END AS shop,
            (300 - mean * ln(1 - pg_temp.u(c, 24)))::bigint AS amount,
            pg_temp.u(c, 25) AS luck, pg_temp.u(c, 26) AS fate
        FROM (
            SELECT p.*, k, p.n::bigint * 100000 + k AS c,
                %(first)s::date + make_interval(
                    days => p.joined + floor(p.stays * pg_temp.u(p.n::bigint * 100000 + k, 20))::int,
                    secs => 32400 + floor(36000 * pg_temp.u(p.n::bigint * 100000 + k, 21))
                ) AS at
            FROM town_people p
            CROSS JOIN LATERAL generate_series(
                1, ceil(p.weight * %(vigour)s * 1.1 * p.stays / %(days)s::float8)::int
            ) k
        ) drawn
        WHERE pg_temp.u(c, 27) < (
            CASE extract(month FROM at)::int WHEN 12 THEN 1.0 WHEN 2 THEN 0.6 WHEN 8 THEN 0.65 ELSE 0.8 END
        )
    ) kept
"""
_ROWS: tuple[LiteralString, ...] = (
    "INSERT INTO accounts (merchant_id, id, opened_on) SELECT %(m)s, account_id, %(first)s::date + joined "
    "FROM town_people",
    """
    INSERT INTO members (
        merchant_id, id, account_id, number, status, enrolled_on, profile, family_first, given_first,
        phone_key
    )
    SELECT %(m)s, member_id, account_id, lpad(n::text, 10, '0'), 'active', %(first)s::date + joined,
        jsonb_build_object('given_name', given, 'family_name', family,
            'phone', '+336' || lpad(n::text, 8, '0'), 'birth_year', 1940 + n * 31 %% 66, 'language', 'fr',
            'email', CASE WHEN n %% 3 < 2 THEN 'client' || n || '@example.org' ELSE '' END,
            'birthday', jsonb_build_object('day', 1 + n * 7 %% 28, 'month', 1 + n * 5 %% 12),
            'address', jsonb_build_object('street', '1 rue Haute', 'postcode', (69001 + n %% 9)::text,
                'city', (%(cities)s::text[])[1 + n %% 12])),
        lower(family || ' ' || given), lower(given || ' ' || family), '336' || lpad(n::text, 8, '0')
    FROM (
        SELECT *, (%(given)s::text[])[1 + n %% 12] AS given,
            (%(family)s::text[])[1 + n / 12 %% 12] || CASE WHEN n < 144 THEN '' ELSE '-' || n / 144 END
            AS family
        FROM town_people
    ) named
    """,
    """
    INSERT INTO cards (merchant_id, id, token, medium, member_id, status, linked_at)
    SELECT %(m)s, ('01900000-0000-7003-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        'number:20471' || lpad(n::text, 8, '0'), 'barcode', member_id, 'active', %(first)s::date + joined
    FROM town_people
    """,
    """
    INSERT INTO consents (merchant_id, member_id, id, channel, granted, wording, at)
    SELECT %(m)s, member_id,
        ('01900000-0000-7009-8' || lpad(to_hex(c), 3, '0') || '-' || lpad(to_hex(n), 12, '0'))::uuid,
        (ARRAY['email', 'sms'])[c], pg_temp.u(n, 30 + c) < 0.8, 'v1', %(first)s::date + joined
    FROM town_people CROSS JOIN generate_series(1, 2) c WHERE pg_temp.u(n, 40 + c) < 0.75
    """,
    """
    INSERT INTO visits (
        merchant_id, id, event_id, member_id, shop_id, till_id, closed_by, closed_at, business_day,
        programme_version, currency, amount_minor, discount_minor, points, fired, spent
    )
    SELECT %(m)s, id, id, member_id, (%(shop_ids)s::uuid[])[1 + shop], (%(till_ids)s::uuid[])[1 + shop],
        '00000000-0000-0000-0000-000000000003', at, day, 1, 'EUR', amount, discount,
        (amount - discount) / 100,
        jsonb_build_array(
            jsonb_build_array('base', '', 0, 0, 0),
            jsonb_build_array('base', 'points', (amount - discount) / 100, 0, 0)
        ) || CASE WHEN luck < 0.10 THEN
            jsonb_build_array(jsonb_build_array('happy_days', '', 0, discount, 0))
        WHEN discount > 0 THEN jsonb_build_array(
            jsonb_build_array('five_euros', '', 0, discount, 0),
            jsonb_build_array('five_euros', 'points', -100, 0, 0)
        ) ELSE '[]' END,
        jsonb_build_object('category' || v %% 10, amount / 2, 'category' || 10 + v %% 7, amount - amount / 2)
    FROM town_visits ORDER BY v
    """,
    """
    INSERT INTO visit_voids (merchant_id, visit_id, event_id, at)
    SELECT %(m)s, id, id, at + interval '5 minutes' FROM town_visits WHERE fate < 0.01
    """,
    """
    INSERT INTO visit_refunds (
        merchant_id, visit_id, id, event_id, at, amount_minor, discount_minor, ends
    )
    SELECT %(m)s, id, id, id, at + interval '3 days', amount / 2, discount / 2, false
    FROM town_visits WHERE fate BETWEEN 0.01 AND 0.03
    """,
    """
    INSERT INTO member_shops (merchant_id, shop_id, member_id, seen_on, own)
    SELECT %(m)s, (%(shop_ids)s::uuid[])[1 + shop], member_id, max(day), bool_or(own)
    FROM (
        SELECT shop, member_id, day, false AS own FROM town_visits
        UNION ALL SELECT home, member_id, %(first)s::date + joined, true FROM town_people
    ) seen
    GROUP BY shop, member_id
    """,
    """
    INSERT INTO feed (merchant_id, shop_id, kind, key) SELECT merchant_id, shop_id, 'member', member_id
    FROM member_shops
    """,
    """
    CREATE TEMP TABLE town_lots AS
    SELECT v, account_id, day, at, id AS visit_id, (amount - discount) / 100 AS earned,
        CASE WHEN spends AND v %% 7 > 0 AND day < %(today)s::date - 60 THEN 'spend'
            WHEN day + 365 < %(today)s::date THEN 'expire' END AS gone
    FROM town_visits WHERE fate >= 0.01 AND amount - discount >= 100
    """,
    """
    INSERT INTO lots (
        merchant_id, account_id, id, counter, entry_id, earned, remaining, earned_on, expires_on, open,
        touched_on
    )
    SELECT %(m)s, account_id, ('01900000-0000-7004-8000-' || lpad(to_hex(v), 12, '0'))::uuid, 'points',
        ('01900000-0000-7005-8000-' || lpad(to_hex(v), 12, '0'))::uuid, earned,
        CASE WHEN gone IS NULL THEN earned ELSE 0 END, day, day + 365, gone IS NULL, day
    FROM town_lots
    """,
    """
    INSERT INTO ledger_entries (
        merchant_id, account_id, id, counter, kind, amount, contra, at, business_day, visit_id, cause
    )
    SELECT %(m)s, account_id, ('01900000-0000-7005-8000-' || lpad(to_hex(v), 12, '0'))::uuid, 'points',
        'earn', earned, 'issued', at, day, visit_id, 'base'
    FROM town_lots
    """,
    """
    INSERT INTO ledger_entries (
        merchant_id, account_id, id, counter, kind, amount, contra, at, business_day, cause
    )
    SELECT %(m)s, account_id, ('01900000-0000-7015-8000-' || lpad(to_hex(v), 12, '0'))::uuid, 'points', gone,
        -earned, CASE gone WHEN 'spend' THEN 'redeemed' ELSE 'expired' END,
        at + CASE gone WHEN 'spend' THEN interval '45 days' ELSE interval '366 days' END,
        day + CASE gone WHEN 'spend' THEN 45 ELSE 366 END,
        CASE gone WHEN 'spend' THEN 'five_euros' ELSE '' END
    FROM town_lots WHERE gone IS NOT NULL
    """,
    """
    INSERT INTO lot_allocations (merchant_id, entry_id, lot_id, amount)
    SELECT %(m)s, ('01900000-0000-7015-8000-' || lpad(to_hex(v), 12, '0'))::uuid,
        ('01900000-0000-7004-8000-' || lpad(to_hex(v), 12, '0'))::uuid, earned
    FROM town_lots WHERE gone IS NOT NULL
    """,
    """
    INSERT INTO balances (merchant_id, account_id, counter, amount)
    SELECT %(m)s, account_id, 'points', sum(earned) FILTER (WHERE gone IS NULL)
    FROM town_lots GROUP BY account_id HAVING sum(earned) FILTER (WHERE gone IS NULL) > 0
    """,
    MAKE_MONTHS,
    *MAKE_DAYS,
    """
    UPDATE shop_days SET closed_at = day + interval '20 hours', tickets = visits * 3,
        sales_minor = revenue_minor * (160 + abs(hashint4(day - date '2000-01-01')) %% 80) / 100
    WHERE abs(hashint4(day - date '2000-01-01')) %% 10 > 0
    """,
    """
    INSERT INTO day_aggregates
        (merchant_id, member_id, day, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %(m)s, member_id, business_day, '', count(*), sum(revenue_minor), sum(revenue_minor / 100), 0
    FROM standing_visits GROUP BY member_id, business_day
    """,
    """
    INSERT INTO lifetimes (merchant_id, member_id, scope, visits, revenue_minor, points_earned, quantity)
    SELECT %(m)s, member_id, '', sum(visits), sum(revenue_minor), sum(points_earned), 0
    FROM day_aggregates GROUP BY member_id
    """,
    """
    INSERT INTO tier_history (merchant_id, member_id, event_id, tier, since, at, visit_id)
    SELECT DISTINCT ON (member_id, tier) %(m)s, member_id, id, tier, day, at, id FROM (
        SELECT member_id, id, day, at, CASE WHEN spent >= 150000 THEN 'gold' WHEN spent >= 40000 THEN 'silver'
            END AS tier
        FROM (
            SELECT *, sum(amount - discount) OVER (PARTITION BY member_id ORDER BY v) AS spent
            FROM town_visits WHERE fate >= 0.01
        ) running
    ) reached WHERE tier IS NOT NULL ORDER BY member_id, tier, at, id
    """,
    """
    UPDATE members m SET tier = t.tier, tier_since = t.since FROM (
        SELECT DISTINCT ON (member_id) member_id, tier, since FROM tier_history
        ORDER BY member_id, tier
    ) t WHERE m.id = t.member_id
    """,
    """
    INSERT INTO gift_cards (
        merchant_id, id, number_hash, masked, vat, valid_months, grace_days, currency, face_minor, issued_at,
        state, balance_minor, expires_on, sealed
    )
    SELECT %(m)s, ('01900000-0000-7010-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        sha256(('gift card ' || n)::bytea), '**** ' || lpad((n %% 10000)::text, 4, '0'),
        CASE WHEN n %% 60 = 0 THEN 'single_purpose' ELSE 'multi_purpose' END, 12, 30, 'EUR', face, sold,
        CASE WHEN over THEN 'expired' ELSE 'active' END, CASE WHEN over THEN 0 ELSE face - spent END,
        (sold + interval '12 months')::date, ''
    FROM town_gifts
    """,
    """
    INSERT INTO gift_entries (
        merchant_id, gift_card_id, id, move, amount_minor, contra, at, business_day, till_id
    )
    SELECT %(m)s, ('01900000-0000-7010-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        ('01900000-0000-701' || move || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        (ARRAY['sold', 'spent', 'expired'])[move], amount, (ARRAY['sold', 'redeemed', 'expired'])[move],
        at, at::date, %(till)s
    FROM town_gifts CROSS JOIN LATERAL (
        VALUES (1, face, sold), (2, -spent, sold + interval '40 days'),
            (3, CASE WHEN over THEN spent - face ELSE 0 END, sold + interval '396 days')
    ) moved (move, amount, at)
    WHERE amount <> 0
    """,
    """
    INSERT INTO gift_card_shops (merchant_id, shop_id, gift_card_id, seen_on)
    SELECT merchant_id, %(shop)s, id, issued_at::date FROM gift_cards
    """,
)
_GIFTS: LiteralString = """
    CREATE TEMP TABLE town_gifts AS
    SELECT n, face, sold, CASE WHEN sold + interval '40 days' < %(today)s::date
            THEN (face * LEAST(1, 1.3 * pg_temp.u(n, 52)))::bigint ELSE 0 END AS spent,
        sold + interval '396 days' < %(today)s::date AS over
    FROM (
        SELECT n, 1000 * (2 + floor(9 * pg_temp.u(n, 50)))::bigint AS face,
            %(first)s::date + make_interval(days => floor(%(days)s * pg_temp.u(n, 51))::int, hours => 11)
            AS sold
        FROM generate_series(0, %(members)s - 1, 20) n
    ) issued
"""


def settle(conninfo: str, town: Town, *, master_key: bytes) -> None:
    """Write the town into the database of a merchant who has nobody yet, as a superuser."""
    places = range(town.shops)
    values: dict[str, object] = {
        "m": MERCHANT,
        "members": town.members,
        "today": town.today,
        "last": town.today,
        "only": None,
        "first": date.fromordinal(town.today.toordinal() - DAYS),
        "days": DAYS,
        "shops": town.shops,
        "vigour": town.vigour,
        "shop": SHOP,
        "till": TILL,
        "shop_ids": [shop_id(place) for place in places],
        "till_ids": [till_id(place) for place in places],
        "cities": list(SHOP_NAMES),
        "given": ["Léa", "Hugo", "Zoé", "Malo", "Inès", "Paul", "Rose", "Noé", "Anna", "Tom", "Lina", "Luc"],
        "family": [
            *("Martin", "Bernard", "Petit", "Robert", "Richard", "Durand", "Moreau", "Simon", "Laurent"),
            *("Garcia", "Roux", "Faure"),
        ],
    }
    with connect(conninfo) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET TimeZone = 'UTC'")
        _open_shops(connection, town)
        connection.execute(_CHANCE)
        for statement in (_PEOPLE, _BOUGHT, _GIFTS, *_ROWS):
            connection.execute(statement, values)
        keep_keys(connection, range(town.members), master_key)
        connection.commit()
    with connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _open_shops(connection: Connection[TupleRow], town: Town) -> None:
    for place in range(town.shops):
        row = [MERCHANT, shop_id(place), SHOP_NAMES[place]]
        connection.execute(
            """
            INSERT INTO shops (merchant_id, id, name, zone, opens_on)
            VALUES (%s, %s, %s, 'Europe/Paris', '2024-01-01')
            ON CONFLICT (merchant_id, id) DO UPDATE SET name = excluded.name
            """,
            row,
        )
        connection.execute(
            """
            INSERT INTO tills (merchant_id, id, shop_id, name, public_key, status)
            VALUES (%s, %s, %s, 'T', %s, 'active') ON CONFLICT (merchant_id, id) DO NOTHING
            """,
            [MERCHANT, till_id(place), shop_id(place), till_id(place).bytes * 2],
        )
