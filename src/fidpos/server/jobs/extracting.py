"""A list taken away: read row after row and written down, by a job where it is long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from fidpos.paths import resources_dir
from fidpos.server.db import segment_setting
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.extracting import Extraction, Only
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.lists import find
from fidpos.server.db.figures.rewarded import visits_of
from fidpos.server.db.figures.settings import read_settings
from fidpos.server.db.member_list import matching
from fidpos.server.db.sealed_filter import opened_filter
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.jobs.order_args import order_from_args
from fidpos.server.services.extracting.column import Kind
from fidpos.server.services.extracting.order import Order
from fidpos.server.services.extracting.theme import Format, columns_in
from fidpos.server.services.figures.whom import FigureList, RewardedBy
from fidpos.server.sheets.writing import (
    CSV_TYPE,
    XLSX_TYPE,
    Cell,
    Habits,
    counted,
    csv_parts,
    habits_of,
    write_workbook,
)
from fidpos.texts.texts import Texts

KIND = "extraction"
TELL_EVERY = 5_000
COUNTED_MAX = 200_000
"""Visits that are read to count the rows of a list while somebody waits for the page."""
_UNCOUNTED = "uncounted"
MEDIA_TYPES: Mapping[Format, str] = {Format.CSV: CSV_TYPE, Format.XLSX: XLSX_TYPE}


def run_extraction(run: JobRun) -> Mapping[str, object]:
    """The whole list, as of one instant."""
    order = order_from_args(run.job.args)
    texts = Texts.load(resources_dir() / "translations", order.language)
    name = file_name(order, texts)
    with run.reading() as work:
        extraction = open_extraction(work, order)
        size = extraction.size()
        _write_down(run, size.rows)
        written = Written(extraction, order, texts, lambda done: run.report(done, max(size.rows, done)))
        written.to_file(run.folder / name)
    return {
        "rows": written.rows,
        "left_out": size.left_out,
        "without_parent": size.without_parent,
        "files": {name: MEDIA_TYPES[order.format]},
    }


def open_extraction(work: Work, order: Order) -> Extraction:
    """The list, of the order's scope, on the merchant's day."""
    scope = None if order.scope is None else frozenset(order.scope)
    setting = segment_setting.read(work, scope)
    asking = Asking(today=day_at_work(work), counter=setting.counter, shops=scope, rhythm=setting.rhythm)
    return Extraction(work, order, asking, setting.currency, _only(work, order))


def is_long(work: Work, order: Order) -> bool:
    """Whether nobody waits until its rows are counted: a rule did something on too many visits."""
    listed = order.figure
    if listed is None or not isinstance(listed.whom, RewardedBy):
        return False
    return visits_of(work, _asked(work, order, listed), listed.whom) > COUNTED_MAX


def left_to_count(detail: Mapping[str, str]) -> Mapping[str, object]:
    """Beside the arguments of a job that counts the rows itself, and writes them down with these details."""
    return {_UNCOUNTED: detail}


def _write_down(run: JobRun, rows: int) -> None:
    detail, person = run.job.args.get(_UNCOUNTED), run.job.asked_by
    if isinstance(detail, dict) and person is not None:
        done = Act(name="extracted", actor=person, at=run.clock.now(), detail={**detail, "rows": str(rows)})
        with run.work() as work:
            write_down(work.connection, work.merchant_id, done)


def _only(work: Work, order: Order) -> Only | None:
    if order.found is not None:
        statement, values = matching(opened_filter(work, order.found))
        return Only(statement=statement, values=values)
    if order.figure is None:
        return None
    found = find(_asked(work, order, order.figure), order.figure.whom)
    return Only(
        statement=found.statement,
        values=found.values,
        columns=[column.name for column in found.columns],
    )


def _asked(work: Work, order: Order, listed: FigureList) -> Asked:
    scope = order.scope
    return Asked(
        period=listed.period,
        today=listed.today,
        settings=read_settings(work),
        control_ppm=listed.control_ppm,
        shops=frozenset({listed.shop}) if listed.shop else None if scope is None else frozenset(scope),
    )


def file_name(order: Order, texts: Texts) -> str:
    """Such as `membres.csv`."""
    return f"{texts.say(f'office.extraction.file.{order.theme}')}.{order.format}"


class Written:
    """A list as it is written, in the words of a language.

    Attributes:
        rows: how many were written.
    """

    def __init__(
        self, extraction: Extraction, order: Order, texts: Texts, tell: Callable[[int], None]
    ) -> None:
        self.rows = 0
        self._extraction = extraction
        self._order = order
        self._texts = texts
        self._tell = tell
        named = columns_in(order.theme, order.figure)
        self._columns = [column for column in named if column.name in order.columns]
        self._words: dict[tuple[Kind, object], str] = {}

    @property
    def habits(self) -> Habits:
        """Of the order's language and zone."""
        return habits_of(self._order.language, ZoneInfo(self._order.zone))

    @property
    def heading(self) -> list[str]:
        """The names of the columns."""
        return [self._texts.say(f"office.extraction.column.{column.name}") for column in self._columns]

    def to_file(self, path: Path) -> None:
        """Write all of it."""
        if self._order.format is Format.XLSX:
            write_workbook(path, self.heading, self._cells(), self.habits)
        else:
            with path.open("wb") as file:
                file.writelines(self.parts())

    def parts(self) -> Iterator[bytes]:
        """As CSV, piece by piece."""
        return csv_parts(self.heading, self._cells(), self.habits)

    def _cells(self) -> Iterator[Sequence[Cell]]:
        kinds = [column.kind for column in self._columns]
        rows = (
            [self._cell(*pair) for pair in zip(kinds, row, strict=True)] for row in self._extraction.rows()
        )
        return counted(rows, self._count, TELL_EVERY)

    def _count(self, rows: int) -> None:
        self.rows = rows
        self._tell(rows)

    def _cell(self, kind: Kind, value: object) -> Cell:
        if value is None or kind not in (Kind.WORD, Kind.FLAG):
            return value  # type: ignore[return-value]  # the columns' expressions give nothing else
        if (kind, value) not in self._words:
            self._words[kind, value] = self._word(kind, value)
        return self._words[kind, value]

    def _word(self, kind: Kind, value: object) -> str:
        if kind is Kind.FLAG:
            return self._texts.say("value.yes" if value else "value.no")
        key = f"office.extraction.word.{value}"
        return self._texts.say(key) if self._texts.has(key) else str(value)


EXTRACTION = JobKind(name=KIND, run=run_extraction)
