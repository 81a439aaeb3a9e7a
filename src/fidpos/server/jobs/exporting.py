"""Writes everything that the merchant owns into one archive, in little memory however much it is.

README.txt            what stands where, in French and in English
members.csv           and gift_cards.csv: what the import of this centre, or of another one, takes in
left_behind.csv       what it does not take of them, row by row, and why
staff.csv             who works there; nobody's PIN leaves the centre
programmes/<n>.json   every version of the programme
keys.jsonl            what opens the sealed parts of the journals
tables/<table>.jsonl  every row of every table, the journals with their hashes among them
"""

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from tempfile import TemporaryFile
from typing import LiteralString
from uuid import UUID

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.ids import ShopId
from fidpos.paths import resources_dir
from fidpos.server.db import own_data, own_lines
from fidpos.server.db.currency import currency_of
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.jobs.own_rows import LeftBehind, OwnRows, headings, staff_cells
from fidpos.server.jobs.readme import readme
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.importing.target import Theme
from fidpos.server.sheets.neutral import neutral
from fidpos.texts.texts import Texts

EXPORT = "own_data_export"
ARCHIVE = "own-data.zip"
_TOLD_EVERY = 20_000
_LANGUAGES = ("fr", "en")
_MERCHANT: LiteralString = "SELECT name FROM merchants"


def export_own_data(run: JobRun) -> Mapping[str, object]:
    """All of it as of one instant; returns how many rows there are."""
    path = run.folder / ARCHIVE
    with (
        run.reading() as work,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4, allowZip64=True) as archive,
        TemporaryFile("w+", dir=run.folder, encoding="utf-8") as left,
    ):
        writing = _Writing(archive, lambda done: run.report(done, 0))
        texts = [Texts.load(resources_dir() / "translations", language) for language in _LANGUAGES]
        archive.writestr("README.txt", readme(texts).encode())
        for version, body in own_data.programme_bodies(work):
            archive.writestr(f"programmes/{version}.json", body)
        today = day_at_work(work)
        rows = _rows(work, today, lambda each: left.write(_left_line(each, texts) + "\n"))
        writing.lines("members.csv", _members(work, rows, today))
        writing.lines("gift_cards.csv", _gift_cards(work, rows))
        writing.lines("staff.csv", _staff(work))
        left.seek(0)
        writing.lines("left_behind.csv", _left_behind(left))
        writing.lines("keys.jsonl", _keys(work))
        for table in own_data.exported_tables():
            writing.lines(f"tables/{table.name}.jsonl", own_data.lines_of(work, table))
    return {"rows": writing.done, "files": {ARCHIVE: "application/zip"}}


class _Writing:
    """Files of the archive, line by line.

    Attributes:
        done: lines so far.
    """

    def __init__(self, archive: zipfile.ZipFile, tell: Callable[[int], None]) -> None:
        self._archive = archive
        self._tell = tell
        self.done = 0

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """One file; a line at a time."""
        with self._archive.open(name, "w", force_zip64=True) as file:
            for line in lines:
                file.write(line.encode() + b"\n")
                self.done += 1
                if self.done % _TOLD_EVERY == 0:
                    self._tell(self.done)


def _rows(work: Work, today: date, leave: Callable[[LeftBehind], object]) -> OwnRows:
    (merchant,) = work.run(_MERCHANT).fetchone() or ("",)
    setting = Setting(
        choices=Choices(columns={}, shop_id=ShopId(UUID(int=0)), opened_on=today),
        programme=programme_now(work, work.clock.now()),
        currency=currency_of(work),
        today=today,
        alone_from=age_of_consent(first_zone(work)),
    )
    return OwnRows(setting, source=f"fidpos, {merchant}", leave=leave)


def _members(work: Work, rows: OwnRows, today: date) -> Iterator[str]:
    yield _line(headings(Theme.MEMBERS, rows.counters))
    for member in own_lines.member_lines(work, today):
        cells = rows.member(member)
        if cells is not None:
            yield _line(cells)


def _gift_cards(work: Work, rows: OwnRows) -> Iterator[str]:
    yield _line(headings(Theme.GIFT_CARDS))
    for card in own_lines.gift_card_lines(work):
        cells = rows.gift_card(card)
        if cells is not None:
            yield _line(cells)


def _staff(work: Work) -> Iterator[str]:
    yield _line(["name", "role", "shops"])
    for person in own_lines.staff_lines(work):
        yield _line(staff_cells(person))


def _left_behind(left: Iterable[str]) -> Iterator[str]:
    yield _line(["file", "number", "detail", *_LANGUAGES])
    for line in left:
        yield line.removesuffix("\n")


def _left_line(each: LeftBehind, texts: Sequence[Texts]) -> str:
    why = (said.say(f"office.own_data.left.{each.what}") for said in texts)
    return _line([each.file, each.number, each.detail, *why])


def _keys(work: Work) -> Iterator[str]:
    for subject, key in own_data.keys(work):
        yield json.dumps({"subject_id": str(subject), "key": key.hex()})


def _line(cells: Sequence[str]) -> str:
    held = StringIO(newline="")
    csv.writer(held, lineterminator="").writerow(map(neutral, cells))
    return held.getvalue()


KINDS = (JobKind(name=EXPORT, run=export_own_data),)
