"""Everything that a merchant owns: taken along whole, and deleted whole, each only by an owner."""

import csv
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import TextIOWrapper
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.ids import MemberId, MerchantId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.prove import FRESH
from fidpos.server.db import closing, own_data
from fidpos.server.db.after_restore import begin_again
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.protection import OF_NOBODY
from fidpos.server.db.tables import metadata
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.jobs.closing import GRACE, LAST_DAY, leave_if_due
from fidpos.server.jobs.exporting import ARCHIVE, EXPORT
from fidpos.server.jobs.job import JobKind, JobRun, JobState
from fidpos.server.jobs.kinds import KINDS
from fidpos.wire.chain import NO_HASH, ChainRow, row_hash
from tests.helpers.axe import assert_accessible
from tests.helpers.lived_centre import live
from tests.helpers.office_place import MERCHANT, PHONE, OfficePlace, person_of

NAME = "Merchant 1"


def exported(place: OfficePlace) -> Mapping[str, list[str]]:
    """The lines of each file of the archive."""
    with place.books.store.work(MERCHANT) as work:
        job_id = place.books.jobs.ask(work, EXPORT, {}, person_of(OfficeRole.OWNER))
    place.run_jobs()
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)
    assert job is not None
    assert job.state is JobState.DONE, job.fault
    with zipfile.ZipFile(place.workshop.folder_of(MERCHANT, job_id) / ARCHIVE) as archive:
        return {
            name: TextIOWrapper(archive.open(name), encoding="utf-8").read().splitlines()
            for name in archive.namelist()
        }


def _leave(run: JobRun) -> Mapping[str, object]:
    leave_if_due(run)
    return {}


def night(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done after each night, as far as it is about leaving."""
    monkeypatch.setitem(KINDS, "leaving", JobKind(name="leaving", run=_leave))
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, "leaving", {}, None)
    place.run_jobs()


def rows_left(place: OfficePlace) -> set[str]:
    """Tables in which something of the merchant is left."""
    return {
        table.name
        for table in metadata.sorted_tables
        if table.name not in OF_NOBODY
        and place.rows(f"SELECT FROM {table.name} WHERE merchant_id = %s LIMIT 1", [MERCHANT])
    }


def test_every_table_is_in_the_export_or_left_out_for_a_reason() -> None:
    written = {table.name for table in own_data.exported_tables()}
    theirs = {table.name for table in metadata.sorted_tables} - set(OF_NOBODY)

    assert written | own_data.LEFT_OUT.keys() == theirs
    assert not written & own_data.LEFT_OUT.keys()
    assert own_data.SECRET_COLUMNS.keys() <= written


def test_every_row_is_there_and_no_secret_is(place: OfficePlace) -> None:
    live(place.office)
    with place.client(OfficeRole.OWNER) as client:
        client.get("/own-data")
    files = exported(place)

    for table in own_data.exported_tables():
        lines = files[f"tables/{table.name}.jsonl"]
        (count,) = place.rows(f"SELECT count(*) FROM {table.name} WHERE merchant_id = %s", [MERCHANT])[0]
        # The export is a job itself, which goes on behind it.
        assert len(lines) == count, table.name
        columns = set(own_data.columns_of(table))
        assert all(json.loads(line).keys() == columns for line in lines), table.name
    assert "password_hash" not in "".join(files["tables/office_people.jsonl"])
    assert any("members.csv" in line for line in files["README.txt"])
    assert json.loads("".join(files["programmes/1.json"]))


def test_the_journals_can_be_verified_from_the_export_alone(place: OfficePlace) -> None:
    live(place.office)
    last, checked = NO_HASH, 0
    for line in exported(place)["tables/server_journal.jsonl"]:
        row = json.loads(line)
        chained = ChainRow(
            seq=row["seq"],
            epoch=UUID(row["epoch"]).bytes,
            event_id=UUID(row["event_id"]).bytes,
            schema_version=row["schema_version"],
            wall_ts=row["wall_ts"],
            boot_id=UUID(row["boot_id"]).bytes,
            monotonic=row["monotonic"],
            server_offset=None,
            body=row["body"].encode(),
        )
        last = row_hash(chained, last)
        checked += 1

        assert row["hash"] == f"\\x{last.hex()}"
    assert checked > 1


def test_members_and_gift_cards_are_written_as_the_import_reads_them(place: OfficePlace) -> None:
    live(place.office)
    files = exported(place)
    members = list(csv.DictReader(files["members.csv"]))
    cards = list(csv.DictReader(files["gift_cards.csv"]))

    assert {"Zoé"} == {each["given name"] for each in members}
    assert all(each["phone"] == "'+33612345678" for each in members)
    balances = place.rows(
        """
        SELECT sum(amount) FROM balances WHERE counter = 'points' AND account_id IN (
            SELECT account_id FROM members WHERE erased_at IS NULL AND merged_into IS NULL
        )
        """
    )
    parts = [part for each in members if each["points"] for part in each["points"].split(";")]
    assert sum(int(part.partition("@")[0]) for part in parts) == balances[0][0]
    held = place.rows("SELECT sum(balance_minor) FROM gift_cards WHERE state = 'active'")
    assert sum(round(float(each["gift balance"]) * 100) for each in cards) == held[0][0]


def test_an_owner_leaves_and_nothing_is_left(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    live(place.office)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/own-data"))
    assert_accessible(page)
    page.fill("#f-name", "another name")
    page.locator("form[action$='/close'] button").click()
    expect(page.locator("#problems")).to_be_visible()
    name = place.rows("SELECT name FROM merchants WHERE merchant_id = %s", [MERCHANT])[0][0]
    page.fill("#f-name", name)
    page.locator("form[action$='/close'] button").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    assert_accessible(page)

    place.clock.advance((GRACE - timedelta(minutes=1)).total_seconds())
    night(place, monkeypatch)
    assert (
        place.rows(
            "SELECT count(*) FROM tills WHERE revoked_at IS NOT NULL AND merchant_id = %s", [MERCHANT]
        )[0][0]
        == 0
    )
    place.clock.advance(60)
    night(place, monkeypatch)
    assert (
        place.rows("SELECT count(*) FROM tills WHERE revoked_at IS NULL AND merchant_id = %s", [MERCHANT])[0][
            0
        ]
        == 0
    )
    assert "members" in rows_left(place)
    place.clock.advance(LAST_DAY.total_seconds())
    monkeypatch.setattr(closing, "AT_ONCE", 50)
    with place.books.store.work(MERCHANT) as work:
        assert closing.delete_some(work), "a night that was cut off"
    night(place, monkeypatch)

    assert rows_left(place) == set()
    assert place.rows("SELECT member_id FROM erasures WHERE merchant_id = %s", [HOUSE]) == [(MERCHANT,)]


def test_a_backup_that_is_put_back_deletes_him_again(place: OfficePlace) -> None:
    live(place.office)
    gone = Erasure(merchant_id=MerchantId(HOUSE), member_id=MemberId(MERCHANT), at=place.clock.now())
    first, second = (begin_again(place.made.owner, [gone]) for _ in range(2))

    assert rows_left(place) == set()
    assert (first.erased_again, second.erased_again) == (1, 0)
    assert place.rows("SELECT member_id FROM erasures WHERE merchant_id = %s", [HOUSE]) == [(MERCHANT,)]


def test_a_week_is_enough_to_take_it_back(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.client(OfficeRole.OWNER) as client:
        name = place.rows("SELECT name FROM merchants WHERE merchant_id = %s", [MERCHANT])[0][0]
        assert client.post("/own-data/close", name=name).status_code == 303
        assert client.post("/own-data/close", name=name).status_code == 409
        assert client.post("/own-data/cancel").status_code == 303
        assert client.post("/own-data/cancel").status_code == 409
    place.clock.advance((GRACE + LAST_DAY).total_seconds())
    night(place, monkeypatch)

    assert "members" in metadata.tables
    assert "shops" in rows_left(place)
    assert place.rows("SELECT count(*) FROM tills WHERE revoked_at IS NOT NULL")[0][0] == 0


def test_a_second_owner_has_to_agree(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.client(OfficeRole.OWNER) as client:
        with place.books.store.work(MERCHANT) as work:
            work.run(
                """
                INSERT INTO office_people
                    (merchant_id, id, login, name, role, language, all_shops, password_hash)
                VALUES (%s, %s, 'second@example.org', 'Second', 'owner', 'en', true, 'x')
                """,
                [MERCHANT, UUID(int=0x7F7)],
            )
        name = place.rows("SELECT name FROM merchants WHERE merchant_id = %s", [MERCHANT])[0][0]
        client.post("/own-data/close", name=name)

        assert client.post("/own-data/agree").status_code == 409
        assert "waits for another owner" in client.get("/own-data").text
    place.clock.advance((GRACE + LAST_DAY).total_seconds())
    night(place, monkeypatch)
    assert "members" in metadata.tables
    assert "shops" in rows_left(place)


def test_both_ask_for_the_second_factor_again(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        place.clock.advance(FRESH.total_seconds() + 1)
        answers = [client.post("/own-data/export"), client.post("/own-data/close", name=NAME)]

        assert ["/prove" in each.headers.get("location", "") for each in answers] == [True, True]
        assert place.waiting_jobs == []


@pytest.mark.parametrize("role", [OfficeRole.MARKETER, OfficeRole.FRANCHISEE, OfficeRole.SHOP_MANAGER])
def test_nobody_but_an_owner_may(place: OfficePlace, role: OfficeRole) -> None:
    with place.client(role) as client:
        acts = ["export", "close", "agree", "cancel"]

        assert client.get("/own-data").status_code == 403
        assert {client.post(f"/own-data/{each}").status_code for each in acts} == {403}


def test_on_a_telephone_it_fits(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER, size=PHONE)
    page.goto(place.url("/own-data"))

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
