"""Some members as segments see them, drawn by a seed, and the same people in a centre's database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection, connect
from psycopg.rows import TupleRow
from psycopg.types.json import Json

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.card import Medium
from fidpos.domain.clock import DayMonth
from fidpos.domain.consent import needs_parent
from fidpos.domain.ids import MemberId, RelativeId, ShopId
from fidpos.domain.member import Channel, PostalAddress, Profile, Relation, Relative
from fidpos.server.db.mapping import profile_to_json
from fidpos.server.services.figures.spread import Bought, Cell, cells
from fidpos.server.services.segments.judging import PastVisit, Person
from fidpos.server.services.segments.segment import Ware
from tests.helpers.centre_office import AWAY, CASHIER, MERCHANT, PARIS, SHOP, TILL
from tests.helpers.segment_strategies import CITIES, CODES, LABELS, POSTCODES, TIERS, TODAY

_ZONE = ZoneInfo("Europe/Paris")


def people(count: int, seed: int = 5) -> dict[MemberId, Person]:
    """So many members, by id."""
    random = Random(seed)
    found = {MemberId(UUID(int=0x1000 + number)): _person(random) for number in range(count)}
    fifths = _fifths(found)
    return {id_: replace(person, cell=fifths.get(id_)) for id_, person in found.items()}


def _fifths(found: dict[MemberId, Person]) -> dict[MemberId, Cell]:
    """Of who came in the last twelve months."""
    since = date(TODAY.year - 1, TODAY.month + 1, 1)
    lately = {id_: [visit for visit in person.visits if visit.day >= since] for id_, person in found.items()}
    came = {id_: visits for id_, visits in lately.items() if visits}
    return dict(
        zip(
            came,
            cells(
                [
                    Bought(
                        last=max(visit.day for visit in visits).toordinal(),
                        visits=len(visits),
                        revenue_minor=sum(visit.revenue_minor for visit in visits),
                    )
                    for visits in came.values()
                ]
            ),
            strict=True,
        )
    )


def _person(random: Random) -> Person:
    enrolled_on = TODAY - timedelta(days=random.randrange(700))
    visits = [_visit(random) for _ in range(random.choice((0, 0, 1, 1, 2, 3, 6, 12)))]
    cards = random.choice((0, 1, 1, 2))
    return Person(
        profile=_profile(random),
        status=random.choice(("active", "active", "active", "provisional", "blocked", "left")),
        enrolled_on=enrolled_on,
        tier=random.choice((None, *TIERS)),
        labels=frozenset(random.sample(LABELS, random.randrange(3))),
        consents=frozenset(random.sample([each.value for each in Channel], random.randrange(4))),
        shops=frozenset(random.sample([SHOP, AWAY], random.randrange(3))),
        media=frozenset(random.choice(list(Medium)).value for _ in range(cards)),
        points=random.choice((0, 10, 55, 120)),
        ending=[
            (TODAY + timedelta(days=random.randrange(-20, 300)), random.randrange(1, 90))
            for _ in range(random.randrange(3))
        ],
        vouchers=random.randrange(3),
        gift_balance_minor=random.choice((0, 700, 2_500)) if any(each.by_gift_card for each in visits) else 0,
        visits=visits,
    )


def _profile(random: Random) -> Profile:
    birthday = _birthday(random)
    children = tuple(
        Relative(
            id=RelativeId(UUID(int=number)),
            relation=random.choice(list(Relation)),
            birthday=_birthday(random),
        )
        for number in range(random.randrange(3))
    )
    address = PostalAddress(postcode=random.choice(POSTCODES), city=random.choice(CITIES))
    return Profile(
        given_name="Zoé",
        family_name="Martin",
        phone=random.choice(("", "+33612345678")),
        email=random.choice(("", "zoe@example.org")),
        birthday=birthday,
        birth_year=random.choice((None, random.randrange(1940, 2018))),
        language=random.choice(("fr", "en")),
        household=children,
        address=random.choice((None, address)),
    )


def _birthday(random: Random) -> DayMonth | None:
    near = TODAY + timedelta(days=random.choice((-1, 0, 1, 40, 300)))
    return random.choice((None, DayMonth(day=29, month=2), DayMonth(day=near.day, month=near.month)))


def _visit(random: Random) -> PastVisit:
    return PastVisit(
        day=TODAY - timedelta(days=random.choice((0, 1, 6, 29, 30, random.randrange(760)))),
        shop_id=random.choice((SHOP, AWAY)),
        hour=random.randrange(8, 20),
        revenue_minor=random.choice((0, 500, 1_000, 2_499, 9_000)),
        wares=frozenset(
            (random.choice(list(Ware)), random.choice(CODES)) for _ in range(random.randrange(3))
        ),
        by_gift_card=random.random() < 0.1,
    )


_MEMBER: LiteralString = """
    INSERT INTO members (merchant_id, id, account_id, number, status, enrolled_on, profile, labels, tier)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_VISIT: LiteralString = """
    INSERT INTO visits (
        merchant_id, id, event_id, member_id, shop_id, till_id, closed_by, closed_at, business_day,
        programme_version, currency, amount_minor, discount_minor, points
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 'EUR', %s, %s, 0)
"""


_MONTH: LiteralString = """
    INSERT INTO member_months AS m (merchant_id, month, member_id, shop_id, visits, revenue_minor,
        discount_minor, first_on, last_on)
    VALUES (%s, %s, %s, %s, 1, %s, 0, %s, %s)
    ON CONFLICT (merchant_id, month, member_id, shop_id) DO UPDATE SET visits = m.visits + 1,
        revenue_minor = m.revenue_minor + excluded.revenue_minor,
        first_on = least(m.first_on, excluded.first_on), last_on = greatest(m.last_on, excluded.last_on)
"""


def settle(conninfo: str, town: dict[MemberId, Person]) -> None:
    """Write them as their events would have, as the superuser; with some visits that were undone, beside."""
    with connect(conninfo) as connection:
        connection.execute("SET session_replication_role = replica")
        ids = (UUID(int=0x100_0000 + number) for number in range(10**6))
        for member_id, person in town.items():
            _write(connection, member_id, person, ids)


def _write(
    connection: Connection[TupleRow], member_id: MemberId, person: Person, ids: Iterator[UUID]
) -> None:
    account_id = next(ids)
    profile = Json(profile_to_json(person.profile), dumps=str)
    connection.execute(
        _MEMBER,
        [
            *(MERCHANT, member_id, account_id, str(member_id.int), person.status, person.enrolled_on),
            *(profile, Json(sorted(person.labels)), person.tier),
        ],
    )
    run = connection.execute
    is_child = needs_parent(person.profile, TODAY, age_of_consent(PARIS.zone))
    for channel in Channel:
        granted = channel.value in person.consents
        parent = b"sealed" if is_child and granted else None
        # What a child says alone is a yes that does not count.
        for at, word, sealed in (
            (_at(TODAY, 9), not granted, None),
            (_at(TODAY, 10), granted or is_child, parent),
        ):
            run(
                "INSERT INTO consents VALUES (%s, %s, %s, %s, %s, 'v1', %s, NULL, NULL, %s, NULL)",
                [MERCHANT, member_id, next(ids), channel.value, word, at, sealed],
            )
    for shop in person.shops:
        run("INSERT INTO member_shops VALUES (%s, %s, %s, %s)", [MERCHANT, shop, member_id, TODAY])
    for medium in person.media:
        run(
            "INSERT INTO cards VALUES (%s, %s, %s, %s, %s, NULL, 'active', now())",
            [MERCHANT, next(ids), str(next(ids)), medium, member_id],
        )
    run("INSERT INTO balances VALUES (%s, %s, 'points', %s)", [MERCHANT, account_id, person.points])
    for day, left in person.ending:
        run(
            """
            INSERT INTO lots (merchant_id, account_id, id, counter, entry_id, earned, remaining, earned_on,
                expires_on, touched_on) VALUES (%s, %s, %s, 'points', %s, %s, %s, %s, %s, %s)
            """,
            [MERCHANT, account_id, next(ids), next(ids), left, left, TODAY, day, TODAY],
        )
    for _ in range(person.vouchers):
        run(
            "INSERT INTO vouchers VALUES (%s, %s, %s, ''::bytea, %s, 'held')",
            [MERCHANT, member_id, next(ids), TODAY],
        )
    gift_cards = [next(ids) for _ in range(3)]
    for visit in person.visits:
        _write_visit(connection, member_id, visit, ids, gift_cards)
    if any(visit.by_gift_card for visit in person.visits):
        _write_gift_cards(connection, gift_cards, person.gift_balance_minor)
    for visit in person.visits:
        run(
            _MONTH,
            [MERCHANT, visit.day.replace(day=1), member_id, visit.shop_id, visit.revenue_minor]
            + [visit.day] * 2,
        )
    revenue = sum(visit.revenue_minor for visit in person.visits)
    run(
        "INSERT INTO lifetimes VALUES (%s, %s, '', %s, %s, 0, 0)",
        [MERCHANT, member_id, len(person.visits), revenue],
    )
    _write_undone(connection, member_id, ids)


def _write_visit(
    connection: Connection[TupleRow],
    member_id: MemberId,
    visit: PastVisit,
    ids: Iterator[UUID],
    gift_cards: Sequence[UUID],
) -> None:
    """A part of each came back, and a part was taken off."""
    visit_id = _keep(connection, member_id, visit, ids, amount=visit.revenue_minor + 300, discount=200)
    connection.execute(
        "INSERT INTO visit_refunds (merchant_id, visit_id, id, event_id, at, amount_minor, ends)"
        " VALUES (%s, %s, %s, %s, now(), 100, false)",
        [MERCHANT, visit_id, next(ids), next(ids)],
    )
    if visit.by_gift_card:
        for card_id in gift_cards:
            connection.execute(
                "INSERT INTO gift_entries (merchant_id, gift_card_id, id, move, amount_minor, contra, at,"
                " business_day, visit_id) VALUES (%s, %s, %s, 'spent', -100, 'sales', now(), %s, %s)",
                [MERCHANT, card_id, next(ids), visit.day, visit_id],
            )


def _write_gift_cards(connection: Connection[TupleRow], cards: Sequence[UUID], left_minor: int) -> None:
    """Of the first a part is held; the second is over, the third withheld."""
    ends = (TODAY, TODAY - timedelta(days=1), None)
    for place, (card_id, ends_on) in enumerate(zip(cards, ends, strict=True)):
        connection.execute(
            "INSERT INTO gift_cards (merchant_id, id, number_hash, masked, vat, valid_months, grace_days,"
            " currency, face_minor, issued_at, state, balance_minor, held_minor, expires_on, withheld,"
            " sealed)"
            " VALUES (%s, %s, %s, '', 'multi', 12, 0, 'EUR', 9000, now(), 'active', %s, 50, %s, %s, '')",
            [MERCHANT, card_id, card_id.bytes, left_minor + 50, ends_on, place == 2],
        )


def _write_undone(connection: Connection[TupleRow], member_id: MemberId, ids: Iterator[UUID]) -> None:
    """A visit that counts for nothing: it was voided, or all of it came back."""
    gone = PastVisit(
        day=TODAY,
        shop_id=ShopId(SHOP),
        hour=10,
        revenue_minor=9_000,
        wares=frozenset((ware, code) for ware in Ware for code in CODES),
    )
    voided = _keep(connection, member_id, gone, ids, amount=9_000, discount=0)
    connection.execute("INSERT INTO visit_voids VALUES (%s, %s, %s, now())", [MERCHANT, voided, next(ids)])
    back = _keep(connection, member_id, gone, ids, amount=9_000, discount=0)
    connection.execute(
        "INSERT INTO visit_refunds (merchant_id, visit_id, id, event_id, at, amount_minor, ends)"
        " VALUES (%s, %s, %s, %s, now(), 9000, true)",
        [MERCHANT, back, next(ids), next(ids)],
    )


def _keep(
    connection: Connection[TupleRow],
    member_id: MemberId,
    visit: PastVisit,
    ids: Iterator[UUID],
    *,
    amount: int,
    discount: int,
) -> UUID:
    visit_id = next(ids)
    connection.execute(
        _VISIT,
        [
            *(MERCHANT, visit_id, next(ids), member_id, visit.shop_id, TILL, CASHIER),
            *(_at(visit.day, visit.hour), visit.day, amount, discount),
        ],
    )
    for ware, code in visit.wares:
        connection.execute(
            "INSERT INTO bought VALUES (%s, %s, %s, %s, %s)",
            [MERCHANT, ware.value, code, visit.day, visit_id],
        )
    return visit_id


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 59), _ZONE).astimezone(UTC)
