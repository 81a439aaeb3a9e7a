"""Segments and lists, as people at the office use them."""

import csv
from io import BytesIO, StringIO
from typing import Any

import httpx
import msgspec
import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from psycopg import connect

from fidpos.domain.basket import BasketLine
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.jobs import segment_labels
from fidpos.server.jobs.running import Workshop
from fidpos.server.services.extracting.theme import COLUMNS
from fidpos.server.services.office import Office
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, FAR, MERCHANT
from tests.helpers.office_place import PHONE, OfficePlace

Fields = dict[str, str | list[str]]

OFTEN: Fields = {
    "join": "all",
    "groups": ["0"],
    "g0-join": "all",
    "g0-rows": ["0"],
    "g0r0-what": "measure.visits",
    "g0r0-least": "2",
    "g0r0-span": "last",
    "g0r0-days": "30",
}
ALL_COLUMNS = ["number", "family_name", "given_name", "email", "phone", "status", "visits", "revenue"]


@pytest.fixture
def lived(place: OfficePlace) -> Happenings:
    """Two members at the shop, one of whom came twice and agreed to e-mail; one of another shop."""
    told = Happenings(place.clock)
    zoe = told.enrolled("1", Profile(given_name="Zoé", family_name="=Martin", email="zoe@example.org"))
    malo = told.enrolled("2", Profile(given_name="Malo", family_name="Le Goff", email="malo@example.org"))
    away = told.enrolled("3", Profile(given_name="Anna", family_name="Away"))
    place.office.tell(zoe, malo, told.stated(zoe, Channel.EMAIL, granted=True), keys=told.keys)
    place.office.tell(told.closed(zoe), told.closed(zoe), told.closed(malo))
    place.office.tell(away, told.closed(away, shop_id=AWAY, till_id=FAR), till_id=FAR, keys=told.keys)
    return told


def take(
    place: OfficePlace, role: OfficeRole = OfficeRole.OWNER, **fields: str | list[str]
) -> httpx.Response:
    asked: Fields = {"theme": "members", "format": "csv", "columns": ALL_COLUMNS, **fields}
    with place.client(role) as client:
        return client.post("/extraction/take", None, **asked)


def rows_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_a_segment_is_built_counted_and_saved(place: OfficePlace, lived: Happenings) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/extraction/new"))
    page.get_by_label("At least", exact=True).fill("2")
    page.get_by_label("At least", exact=True).press("Tab")
    expect(page.locator(".segment-count")).to_contain_text("1 member")
    page.get_by_role("button", name="Add a criterion").click()
    page.get_by_label("Criterion", exact=True).nth(1).select_option("flag.email")
    expect(page.locator(".segment-count")).to_contain_text("E-mail address known: yes")
    page.get_by_label("Name of the segment").fill("Regulars")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Regulars")
    page.goto(place.url("/extraction"))
    expect(page.get_by_role("row", name="Regulars")).to_contain_text("Number of visits: at least 2")
    assert_accessible(page)


def test_on_a_telephone_nothing_runs_out_of_the_page(place: OfficePlace, lived: Happenings) -> None:
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    for path in ("/extraction", "/extraction/new", "/extraction/take"):
        page.goto(place.url(path))
        assert_accessible(page)

        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_row_that_says_nothing_is_pointed_out(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        counted = client.post("/extraction/count", None, **{**OFTEN, "g0r0-least": ""})
        saved = client.post("/extraction/save", None, **{**OFTEN, "g0r0-least": "", "name": "x"})

    assert "Fill in 1 more field" in counted.text
    assert saved.status_code == 422
    assert "Say one bound at least." in saved.text


@pytest.mark.parametrize(
    "fields",
    [
        {"g0r0-what": "members; DROP TABLE members"},
        {"g0r0-what": "list.status", "g0r0-values": ["merged", "'"]},
        {"g0r0-what": "list.city", "g0r0-words": "x" * 5_000},
        {"g0r0-least": "9" * 40},
        {"g0r0-least": "3", "g0r0-most": "2"},
        {"g0r0-days": "0"},
        {"g0r0-what": "day.enrolled_on", "g0r0-since": "2026-02-31"},
        {"groups": [str(group) for group in range(50)], "g0r0-least": ""},
        {"g0-rows": ["0", "\0", "9" * 4_000]},
    ],
)
def test_a_form_that_nobody_can_fill_in_is_refused(place: OfficePlace, fields: Fields) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answer = client.post("/extraction/save", None, **{**OFTEN, "g0r0-least": "1", **fields, "name": "x"})

    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        assert place.rows("SELECT count(*) FROM members WHERE true") == [(0,)]


def test_a_private_segment_is_its_makers_alone(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/extraction/save", None, **OFTEN, name="Mine").headers["location"]
    path = path.removeprefix("/office")
    with place.client(OfficeRole.MARKETER) as client:
        assert "Mine" not in client.get("/extraction").text
        assert client.get(path).status_code == 404
        assert client.post(f"{path}/forget").status_code == 404
        assert client.get("/extraction/take", segment=path.rpartition("/")[2]).status_code == 404


def test_a_list_is_what_it_says_and_runs_no_formula(place: OfficePlace, lived: Happenings) -> None:
    heading, *rows = rows_of(take(place))

    assert heading[0] == "Member number"
    assert sorted(row[:4] for row in rows) == [
        ["1", "'=Martin", "Zoé", "zoe@example.org"],
        ["2", "Le Goff", "Malo", "malo@example.org"],
        ["3", "Away", "Anna", ""],
    ]
    assert sorted(rows)[0][-2:] == ["2", "40.00"]


def test_a_workbook_holds_the_same(place: OfficePlace, lived: Happenings) -> None:
    answer = take(place, format="xlsx")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]

    rows = list(sheet.iter_rows(values_only=True))
    zoe = next(row for row in rows if row[0] == "1")
    assert zoe[:3] == ("1", "=Martin", "Zoé")
    assert {cell.data_type for cell in sheet["B"]} == {"s"}
    assert zoe[-1] == 40


def test_each_theme_can_be_taken(place: OfficePlace, lived: Happenings) -> None:
    for theme, columns in COLUMNS.items():
        names = [column.name for column in columns]
        _, *rows = rows_of(take(place, theme=theme.value, columns=names))
        dated: Fields = {"theme": theme.value, "columns": names, "since": "2020-01-01", "until": "2020-12-31"}

        assert len(rows_of(take(place, OfficeRole.FRANCHISEE, **dated))) == 1
        assert len(rows) == {"visits": 4, "members": 3, "consents": 1}.get(theme.value, 0)


def test_a_mailing_holds_who_agreed_and_says_how_many_did_not(place: OfficePlace, lived: Happenings) -> None:
    answer = take(place, channel="email")
    place.run_jobs()

    assert answer.status_code == 303
    ((result,),) = place.rows("SELECT result FROM office_jobs WHERE kind = 'extraction'")
    assert (result["rows"], result["left_out"]) == (1, 2)
    job_id = answer.headers["location"].rpartition("/")[2]
    (file,) = (place.workshop.folder / str(MERCHANT) / job_id).iterdir()
    assert "zoe@example.org" in file.read_text()
    assert "malo@example.org" not in file.read_text()


def test_a_franchise_takes_its_own_people_and_figures(place: OfficePlace, lived: Happenings) -> None:
    _, *rows = rows_of(take(place, OfficeRole.FRANCHISEE, shops=[str(AWAY)]))
    _, *visits = rows_of(take(place, OfficeRole.FRANCHISEE, theme="visits", columns=["day", "number"]))

    assert sorted(row[0] for row in rows) == ["1", "2"]
    assert sorted(row[1] for row in visits) == ["1", "1", "2"]


def test_each_extraction_is_written_down_with_its_filter_and_rows(
    place: OfficePlace, lived: Happenings
) -> None:
    take(place, since="2020-01-01", columns=["number"])

    ((detail,),) = place.rows("SELECT detail FROM audit WHERE act = 'extracted'")
    assert detail["rows"] == "3"
    assert (detail["theme"], detail["columns"], detail["since"]) == ("members", "number", "2020-01-01")


def test_nothing_is_taken_of_a_theme_without_columns(place: OfficePlace) -> None:
    assert take(place, columns=["password_hash"]).status_code == 422
    assert take(place, theme="office_people").status_code == 422
    assert take(place, channel="fax").status_code == 422
    assert take(place, format="exe").status_code == 422


def test_members_of_a_segment_get_its_label_at_the_tills_and_lose_it(
    place: OfficePlace, lived: Happenings
) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/extraction/save", None, **OFTEN, name="Regulars").headers["location"]
        path = path.removeprefix("/office")
        client.post(f"{path}/label", label="regular")
        place.run_jobs()
        assert labels(place) == {"1": ("regular",), "2": (), "3": ()}
        client.post(f"{path}/label", label="often")
        place.run_jobs()
        assert labels(place) == {"1": ("often",), "2": (), "3": ()}
        client.post(f"{path}/label", label="")
        place.run_jobs()

    assert labels(place) == {"1": (), "2": (), "3": ()}


def labels(place: OfficePlace) -> dict[str, tuple[str, ...]]:
    """What a till of each shop hears."""
    heard: dict[MemberId, tuple[str, tuple[str, ...]]] = {}
    for till in (None, FAR):
        states, _ = place.office.states() if till is None else place.office.states(till)
        heard |= {member: (state.number, state.labels) for member, state in states.items()}
    return dict(heard.values())


def test_labelling_that_was_cut_off_counts_everybody_when_it_goes_on(
    place: OfficePlace, lived: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*how: Any) -> None:
        if how[-2]:
            raise KeyboardInterrupt

    monkeypatch.setattr(segment_labels, "AT_ONCE", 1)
    everybody: Fields = {**OFTEN, "g0r0-least": "1"}
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/extraction/save", None, **everybody, name="All").headers["location"]
        client.post(f"{path.removeprefix('/office')}/label", label="came")
    job = place.waiting_jobs[0]
    with monkeypatch.context() as patched:
        patched.setattr(Workshop, "_report", cut)
        with pytest.raises(KeyboardInterrupt):
            place.run_jobs()
    partly = [labels(place)[number] for number in "123"]
    place.waiting_jobs.append(job)
    place.run_jobs()

    assert sorted(partly) == [(), (), ("came",)]
    assert labels(place) == dict.fromkeys("123", ("came",))
    assert place.rows("SELECT result FROM office_jobs") == [({"added": 3, "removed": 0},)]


def test_a_label_that_somebody_gave_stays_when_the_segments_goes(
    place: OfficePlace, lived: Happenings
) -> None:
    malo = place.rows("SELECT id FROM members WHERE number = '2'")[0][0]
    with place.client(OfficeRole.OWNER) as client:
        client.post(f"/members/{malo}/labels", labels="regular")
        path = client.post("/extraction/save", None, **OFTEN, name="Regulars").headers["location"]
        path = path.removeprefix("/office")
        client.post(f"{path}/label", label="regular")
        place.run_jobs()
        assert labels(place) == {"1": ("regular",), "2": ("regular",), "3": ()}
        client.post(f"{path}/label", label="")
        place.run_jobs()

    assert labels(place) == {"1": (), "2": ("regular",), "3": ()}


def test_of_two_files_of_one_person_the_label_given_by_hand_stays(
    place: OfficePlace, lived: Happenings
) -> None:
    zoe, malo = (id_ for (id_,) in place.rows("SELECT id FROM members WHERE number < '3' ORDER BY number"))
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/extraction/save", None, **OFTEN, name="Regulars").headers["location"]
        path = path.removeprefix("/office")
        client.post(f"{path}/label", label="regular")
        place.run_jobs()
        client.post(f"/members/{malo}/labels", labels="regular")
        with place.office.unit() as unit:
            Office(book=unit.office(), now=place.clock.now()).merge(zoe, malo, lived.today)
        client.post(f"{path}/label", label="")
        place.run_jobs()

    assert place.rows("SELECT labels, labels_by_segment FROM members WHERE number = '1'") == [
        (["regular"], [])
    ]


def test_of_gift_cards_those_are_listed_with_which_members_of_the_segment_paid(
    place: OfficePlace, lived: Happenings
) -> None:
    told = Happenings(place.clock, seed=11)
    noe = told.enrolled("4")
    visits = [told.closed(noe), told.closed(noe)]
    cards = [told.gift_card(), told.gift_card()]
    place.office.tell(noe, *visits, *cards, keys=told.keys)
    place.office.tell(*(told.moved(each.gift_card_id, GiftMove.SOLD, 5_000) for each in cards))
    paid = told.moved(cards[0].gift_card_id, GiftMove.SPENT, -1_000)
    place.office.tell(msgspec.structs.replace(paid, visit_id=visits[0].visit_id))
    left: Fields = {"g0r0-what": "number.gift_balance", "g0r0-least": "40", "g0r0-most": "40"}
    asked: Fields = {"theme": "gift_cards", "columns": ["balance"]}
    with place.client(OfficeRole.OWNER) as client:
        saved = client.post("/extraction/save", None, **{**OFTEN, **left, "name": "Have some left"})
    segment = saved.headers["location"].rpartition("/")[2]

    assert sorted(rows_of(take(place, OfficeRole.OWNER, **asked))[1:]) == [["40.00"], ["50.00"]]
    assert rows_of(take(place, OfficeRole.OWNER, **asked, segment=segment))[1:] == [["40.00"]]


def test_what_was_bought_before_it_was_kept_is_filled_in_from_the_visits(
    place: OfficePlace, lived: Happenings
) -> None:
    told = Happenings(place.clock, seed=12)
    anna = told.enrolled("9")
    bread = BasketLine(amount_minor=2_000, article="8410", categories=("bread",), brand="Moulin")
    place.office.tell(anna, told.closed(anna, lines=(bread,)), keys=told.keys)
    with connect(place.made.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        kept = connection.execute("DELETE FROM bought RETURNING *").fetchall()
    with place.client(OfficeRole.OWNER) as client:
        client.post("/figures/remake")
    place.run_jobs()

    assert len(kept) == 3
    assert sorted(place.rows("SELECT * FROM bought")) == sorted(kept)


def test_a_franchise_cannot_tell_the_tills(place: OfficePlace) -> None:
    with place.client(OfficeRole.FRANCHISEE) as client:
        path = client.post("/extraction/save", None, **OFTEN, name="Ours").headers["location"]
        answer = client.post(f"{path.removeprefix('/office')}/label", label="vip")

    assert answer.status_code == 404
    assert place.rows("SELECT label FROM segments") == [(None,)]


def test_a_segment_names_no_shop_of_others(place: OfficePlace) -> None:
    foreign: Fields = {"g0r0-what": "list.shop", "g0r0-values": [str(AWAY)]}
    with place.client(OfficeRole.FRANCHISEE) as client:
        answer = client.post("/extraction/save", None, **{**OFTEN, **foreign, "name": "Theirs"})

    assert answer.status_code == 422


def test_what_stood_on_the_lines_of_a_visit_can_be_asked_for(place: OfficePlace, lived: Happenings) -> None:
    told = Happenings(place.clock, seed=9)
    anna = told.enrolled("9")
    bread = BasketLine(amount_minor=2_000, article="8410", categories=("food", "bread"), brand="Moulin")
    place.office.tell(anna, told.closed(anna, lines=(bread, bread)), keys=told.keys)
    undone = told.closed(anna, lines=(BasketLine(amount_minor=2_000, article="66"),))
    place.office.tell(undone, told.voided(undone))

    once: Fields = {**OFTEN, "g0r0-least": "1"}
    with place.client(OfficeRole.OWNER) as client:
        counts = [
            client.post("/extraction/count", None, **{**once, "g0r0-what": what, "g0r0-words": words})
            for what, words in (
                ("ware.article", "8410"),
                ("ware.category", "tea, bread"),
                ("ware.brand", "Moulin"),
                ("ware.article", "66"),
            )
        ]

    assert ["1 member" in each.text for each in counts] == [True, True, True, False]


def test_the_night_brings_labels_and_counts_up_to_date(
    place: OfficePlace, lived: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_labels, "AT_ONCE", 1)
    with place.client(OfficeRole.OWNER) as client:
        path = client.post("/extraction/save", None, **OFTEN, name="Regulars").headers["location"]
        client.post(f"{path.removeprefix('/office')}/label", label="regular")
    place.run_jobs()
    place.clock.advance(40 * 86_400)
    told = Happenings(place.clock, seed=10)
    noe = told.enrolled("4")
    place.office.tell(noe, told.closed(noe), told.closed(noe), keys=told.keys)
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, "nightly", {"day": str(place.clock.now().date())}, None)
    place.run_jobs()

    assert labels(place) == {"1": (), "2": (), "3": (), "4": ("regular",)}
    assert place.rows("SELECT counted FROM segments") == [(1,)]
    assert set(place.rows("SELECT count(*) FROM server_journal WHERE seq > 1 GROUP BY xmin::text")) == {(1,)}
