"""Whoever is written into the file of members is read by the import as the same person."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId, ShopId
from fidpos.domain.member import MemberStatus, PostalAddress, Profile, Relation, Relative, clean_name
from fidpos.domain.money import Currency
from fidpos.server.db.own_lines import MemberLine, Stated
from fidpos.server.jobs.own_rows import LeftBehind, OwnRows
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.member_row import MemberRow, member_row
from fidpos.server.services.importing.naming import Naming, keyed
from fidpos.server.services.importing.row import Cells
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.importing.target import Theme, targets
from fidpos.server.sheets.neutral import meant, neutral
from tests.unit.rules.build import programme

TODAY = date(2026, 11, 20)
SETTING = Setting(
    choices=Choices(
        columns=dict(enumerate(targets(Theme.MEMBERS, ("points",)))),
        shop_id=ShopId(UUID(int=1)),
        opened_on=TODAY,
    ),
    programme=programme(),
    currency=Currency.of("EUR"),
    today=TODAY,
    alone_from=15,
)
NAMING = Naming(keyed(bytes(32), bytes(16)))
NAMED = Profile(given_name="Ève", family_name="Martin")
names = st.text(max_size=20).map(clean_name)
days = st.dates(date(1950, 1, 1), date(2010, 1, 1))


def line(profile: Profile, **more: object) -> MemberLine:
    known: dict[str, object] = {
        "number": "7001",
        "status": MemberStatus.ACTIVE,
        "profile": profile,
        "enrolled_on": date(2026, 1, 2),
        "labels": ("vip",),
        "tier": None,
        "first": "7001",
        "cards": ("num:2010000000486", "uid:04A1B2C3"),
        "lots": {"points": [(30, date(2027, 1, 31)), (20, None)]},
        "consents": (Stated(channel="sms", granted=True, on=date(2026, 3, 4), wording="v1", parent=""),),
        "vouchers": (),
    }
    return MemberLine(**{**known, **more})  # type: ignore[arg-type]  # a test's own


def read_again(member: MemberLine) -> tuple[MemberRow, list[LeftBehind]]:
    left: list[LeftBehind] = []
    cells = OwnRows(SETTING, source="fidpos, M", leave=left.append).member(member)
    assert cells is not None
    values = [meant(neutral(cell)) for cell in cells]
    row = member_row(Cells(values=values, columns=SETTING.choices.columns), SETTING, NAMING)
    assert isinstance(row, MemberRow), row
    return row, left


@given(names.filter(bool), names, names, names, days)
def test_a_person_is_read_as_they_were_written(
    family: str, given_name: str, city: str, child: str, born: date
) -> None:
    birthday = DayMonth(day=born.day, month=born.month)
    profile = Profile(
        family_name=family,
        given_name=given_name,
        phone="+33612345678",
        email="eve@example.org",
        birthday=birthday,
        birth_year=born.year,
        language="en",
        address=PostalAddress(city=city) if city else None,
        household=(
            Relative(
                id=RelativeId(NAMING.id("relative", "7001", "child_1")),
                relation=Relation.CHILD,
                given_name=child,
                birthday=birthday,
            ),
        ),
    )
    row, left = read_again(line(profile))

    assert row.profile == profile
    assert [card.text for card in row.cards] == ["num:2010000000486", "uid:04A1B2C3"]
    assert [(part.amount, part.until) for part in row.balances["points"]] == [
        *((30, date(2027, 1, 31)), (20, None))
    ]
    assert [(each.channel, each.granted, each.at.date()) for each in row.consents] == [
        ("sms", True, date(2026, 3, 4))
    ]
    assert left == []


def test_what_a_shop_that_is_a_day_ahead_has_told_is_of_today() -> None:
    tomorrow = date(2026, 11, 21)
    said = Stated(channel="sms", granted=True, on=tomorrow, wording="v1", parent="")
    row, _ = read_again(line(NAMED, enrolled_on=tomorrow, consents=(said,)))

    assert (row.enrolled_on, row.consents[0].at.date()) == (TODAY, TODAY)


def test_whoever_has_no_name_is_left() -> None:
    left: list[LeftBehind] = []
    nobody = line(Profile(given_name="", family_name=""))

    assert OwnRows(SETTING, source="", leave=left.append).member(nobody) is None
    assert [each.what for each in left] == ["member_provisional", "balance_of_nobody"]


def test_what_the_import_does_not_take_is_said() -> None:
    eve = Profile(
        family_name="Martin",
        given_name="Ève",
        email="no address",
        household=(Relative(id=RelativeId(UUID(int=1)), relation=Relation.OTHER, given_name="moving"),),
    )
    lots = {"points": [(-5, None)], "stars": [(7, None)]}
    _, left = read_again(line(eve, lots=lots, first="7001"))

    assert [(each.what, each.detail) for each in left] == [
        ("no_email", "no address"),
        ("relative", ""),
        ("owes", "points: 5"),
        ("counter_unknown", "stars: 7"),
    ]
