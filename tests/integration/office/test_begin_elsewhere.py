"""A merchant leaves with all that is his, and begins at another centre, where nothing is."""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO, StringIO
from random import Random
from uuid import UUID

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.gift_card_number import named_by
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import (
    Channel,
    MemberStatus,
    PostalAddress,
    Profile,
    Relation,
    Relative,
    TierStanding,
)
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import CounterDef, CounterUnit
from fidpos.rules.titles import Titles
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove
from fidpos.server.jobs.exporting import ARCHIVE
from fidpos.server.reason import EventRefused
from fidpos.server.services.office import Office as Act
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_file_events import status_changed
from tests.helpers.chromium import Chromium
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.office_place import MERCHANT, SHOP, OfficePlace, office_place
from tests.helpers.random_history import History
from tests.unit.rules.build import programme

Rows = Sequence[Mapping[str, str]]
PROGRAMME = programme(
    version=2,
    counters=(
        CounterDef(code="points", title=Titles(fr="Points", en="Points")),
        CounterDef(code="cashback", title=Titles(fr="Cagnotte", en="Cashback"), unit=CounterUnit.MONEY),
    ),
)
FAMILY = Profile(
    given_name="Ève",
    family_name="=Le Goff",
    phone="+33612345678",
    email="eve@example.org",
    birthday=DayMonth(day=29, month=2),
    birth_year=2000,
    language="en",
    address=PostalAddress(street="3, rue Haute", postcode="29200", city="Brest"),
    household=(
        Relative(id=RelativeId(UUID(int=1)), relation=Relation.SPOUSE, given_name="Max"),
        Relative(
            id=RelativeId(UUID(int=2)),
            relation=Relation.CHILD,
            given_name="Ida",
            birthday=DayMonth(day=5, month=7),
        ),
        Relative(
            id=RelativeId(UUID(int=3)),
            relation=Relation.OTHER,
            given_name="wedding",
            birthday=DayMonth(day=1, month=6),
        ),
    ),
)
STANDING = """
    SELECT m.number, b.counter, b.amount FROM members m JOIN balances b USING (account_id)
    WHERE m.erased_at IS NULL AND m.merged_into IS NULL AND b.amount <> 0
"""


def publish(place: OfficePlace) -> None:
    values = [MERCHANT, programme_to_json(PROGRAMME), place.clock.now()]
    with place.books.store.work(MERCHANT) as work:
        work.run("INSERT INTO programmes (merchant_id, version, body, since) VALUES (%s, 2, %s, %s)", values)


def taken_along(place: OfficePlace) -> Mapping[str, str]:
    """The text of each file of the archive, as an owner asks for it."""
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/own-data/export").headers["location"].removeprefix("/office")
        place.run_jobs()
        assert set(place.rows("SELECT fault FROM office_jobs")) == {(None,)}
        archive = zipfile.ZipFile(BytesIO(client.get(f"{path}/files/{ARCHIVE}").content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def taken_in(place: OfficePlace, theme: str, text: str) -> str:
    """The file is sent, its columns are guessed, it is tried and taken in; what the page says then."""
    with place.client(OfficeRole.OWNER) as client:
        sent = client.post("/import", files={"file": ("x.csv", text.encode())}, theme=theme)
        path = sent.headers["location"].removeprefix("/office")
        chosen = {}
        for option in client.get(path).text.split("<select ")[1:]:
            name = option.partition('name="')[2].partition('"')[0]
            value = option.partition(" selected")[0].rpartition('value="')[2].partition('"')[0]
            if name.startswith("column_") and " selected" in option:
                chosen[name] = value
        day = place.clock.now().date().isoformat()
        said = {"shop": str(SHOP), "opened_on": day, "country": "FR", "language": "fr"}
        checked = client.post(f"{path}/check", None, **said, **chosen)
        assert checked.status_code == 303, checked.text
        place.run_jobs()
        client.post(f"{path}/take-in")
        place.run_jobs()
    ((result,),) = place.rows(
        "SELECT result FROM office_jobs WHERE kind = 'import_take_in' ORDER BY asked_at DESC, id DESC LIMIT 1"
    )
    assert result["faults"] == []
    return text


def table(text: str) -> Rows:
    return list(csv.DictReader(StringIO(text)))


def told_again(text: str) -> Mapping[str, Mapping[str, str]]:
    """By number, what is said of each, but for where it was brought from and whom they share with."""
    passed_over = ("wording", "source", "shares with", "points", "cashback")
    return {
        row["number"]: {name: cell for name, cell in row.items() if cell and not name.endswith(passed_over)}
        for row in table(text)
    }


def sharing(text: str) -> set[frozenset[str]]:
    return {frozenset({row["number"], row["shares with"]}) for row in table(text) if row["shares with"]}


def flaws(place: OfficePlace) -> list[Finding]:
    found: list[Finding] = []
    prove(place.made.backup, found.append)
    return found


@contextmanager
def elsewhere(chromium: Chromium, files: Mapping[str, str], now: datetime) -> Iterator[OfficePlace]:
    """Another centre, to which somebody brings all this."""
    with office_place(FakeClock(now), chromium=chromium) as place:
        publish(place)
        taken_in(place, "members", files["members.csv"])
        taken_in(place, "gift_cards", files["gift_cards.csv"])
        yield place


def test_who_begins_elsewhere_has_members_cards_points_vouchers_and_gift_cards_as_before(
    chromium: Chromium,
) -> None:
    with office_place(chromium=chromium) as place:
        publish(place)
        _lives(place)
        files, here, now = taken_along(place), place.rows(STANDING), place.clock.now()
    rows = {row["number"]: row for row in table(files["members.csv"])}
    number = named_by(table(files["gift_cards.csv"])[0]["gift number"])
    with elsewhere(chromium, files, now) as place:
        again, there = taken_along(place), place.rows(STANDING)
        with place.office.unit() as unit:
            (holder,) = unit.office().by_card("num:2010000000486")
            read = unit.office().member(holder)
        gift_cards = dict(place.rows("SELECT number_hash, state FROM gift_cards"))
        assert flaws(place) == []

    assert rows["7001"]["cashback"].startswith("12.50 @ ")
    assert (rows["7001"]["child 1 name"], rows["7001"]["wedding"]) == ("Ida", "01/06")
    assert (rows["7001"]["consent email"], rows["7001"]["consent sms"]) == ("yes", "no")
    assert rows["7001"]["vouchers"]
    assert rows["7002"]["blocked"] == "yes"
    assert rows["7004"]["shares with"] == "7001"
    assert told_again(again["members.csv"]) == told_again(files["members.csv"])
    assert sharing(again["members.csv"]) == sharing(files["members.csv"])
    assert sorted(again["gift_cards.csv"].splitlines()) == sorted(files["gift_cards.csv"].splitlines())
    assert sorted(there) == sorted(row for row in here if row[0] in rows and row[2] > 0)
    assert read is not None
    assert (read.number, read.profile.phone) == ("7001", FAMILY.phone)
    assert number is not None
    assert gift_cards[number.digest] == GiftCardState.ACTIVE
    left = {row["en"]: row for row in table(files["left_behind.csv"])}
    assert left["This member has left the scheme."]["number"] == "7003"
    assert left["A gift card that is blocked."]["detail"] == "50.00"
    assert [(row["name"], row["role"]) for row in table(files["staff.csv"])] == [("A", "manager")]


def _lives(place: OfficePlace) -> None:
    """Besides what every centre lives: a family, money, a voucher, somebody blocked, one who left, a pool."""
    told = live(place.office).told
    eve = told.enrolled("7001", FAMILY)
    place.clock.advance(1)
    malo, gone, max_ = (told.enrolled(number) for number in ("7002", "7003", "7004"))
    place.office.tell(eve, malo, gone, max_, keys=told.keys)
    bought = told.closed(
        eve,
        earned=0,
        entries=[told.earning(15), told.earning(1_250, "cashback")],
        vouchers=(told.voucher(),),
        tier=TierStanding(code="gold", since=told.today),
    )
    place.office.tell(
        bought,
        told.closed(max_, earned=5),
        told.linked(eve, "2010000000486"),
        told.stated(eve, Channel.EMAIL, granted=True),
        told.stated(eve, Channel.SMS, granted=False),
        status_changed(told, malo, MemberStatus.BLOCKED),
        status_changed(told, gone, MemberStatus.LEFT),
    )
    card, lost = told.gift_card(), told.gift_card()
    place.office.tell(card, lost, keys=told.keys)
    place.office.tell(*(told.moved(each.gift_card_id, GiftMove.SOLD, 5_000) for each in (card, lost)))
    place.office.tell(told.gift_state(lost.gift_card_id, GiftCardState.FROZEN))
    with place.office.unit() as unit:
        Act(book=unit.office(), now=place.clock.now()).pool(max_.member_id, eve.member_id, told.today)
    place.clock.advance(60)


@pytest.mark.parametrize("seed", [3, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (4, 5, 6))])
def test_whatever_happened_balances_are_the_same_elsewhere_or_said_to_be_left(
    chromium: Chromium, seed: int
) -> None:
    with office_place(chromium=chromium) as place:
        publish(place)
        told = Happenings(place.clock, seed)
        history = History(told, Random(seed))
        for _ in range(60):
            till_id, events = history.push()
            for event in events:
                with suppress(EventRefused):
                    place.office.tell(event, till_id=till_id, keys=told.keys)
        files, here, now = taken_along(place), place.rows(STANDING), place.clock.now()
    with elsewhere(chromium, files, now) as place:
        there = set(place.rows(STANDING))
        assert flaws(place) == []

    taken = {row["number"] for row in table(files["members.csv"])}
    left = {row["number"] for row in table(files["left_behind.csv"])}
    assert there == {row for row in here if row[0] in taken and row[1] == "points" and row[2] > 0}
    assert {row[0] for row in here if row not in there} <= left
