"""Taking a list away, with its theme, columns and filters: at once where it is short, else by a job."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.answer import Answer, Download, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.pages.extraction.source import Source, source
from fidpos.server.backoffice.pages.extraction.surroundings import Surroundings, surroundings
from fidpos.server.backoffice.pages.extraction.words import sentence
from fidpos.server.db import segments
from fidpos.server.db.segment_json import segment_to_json
from fidpos.server.db.segments import SavedSegment
from fidpos.server.db.work import Work
from fidpos.server.jobs.extracting import (
    KIND,
    MEDIA_TYPES,
    Written,
    file_name,
    is_long,
    left_to_count,
    open_extraction,
)
from fidpos.server.jobs.order_args import order_to_args
from fidpos.server.services.extracting.order import Order
from fidpos.server.services.extracting.theme import ADDRESSES, Format, Theme, columns_in
from fidpos.server.services.figures.whom import FigureList
from fidpos.server.services.segments.segment import EVERYBODY
from fidpos.texts.texts import Texts

SMALL = 2_000
"""Rows that are sent at once."""
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Within what a list is asked for.

    Attributes:
        saved: the segment whose rows are wanted; None for everybody's.
        listed: the list that it is taken from.
    """

    around: Surroundings
    saved: SavedSegment | None
    listed: Source | None

    @property
    def figure(self) -> FigureList | None:
        return self.listed.figure if self.listed is not None else None


def show(asked: Asked) -> Answer:
    """The form, with every column ticked."""
    form = Form({name: [value] for name, value in asked.query.items()}, asked.visitor.language)
    theme = form.choice("theme", Theme, needed=False) or Theme.MEMBERS
    given = _given(asked, form, asked.query)
    ticked = frozenset(column.name for column in columns_in(theme, given.figure))
    return _page(asked, given, form, ticked)


def take(asked: Asked) -> Answer:
    """The list itself, or the page of the job that makes it; written down either way."""
    form = Form(asked.fields, asked.visitor.language)
    given = _given(asked, form, {name: form.typed(name) for name in asked.fields})
    order = _order(asked, given, form)
    if order is None:
        return _page(asked, given, form, frozenset(form.all("columns")), status=422)
    detail = _detail(order) | ({"list": urlencode(given.listed.told)} if given.listed else {})
    with asked.reading() as work:
        size = None if is_long(work, order) else open_extraction(work, order).size()
    if size is None:
        return _ask_for(asked, order, detail)
    with asked.work() as work:
        subject = given.saved.id if given.saved else None
        asked.write_down(work, "extracted", subject, **detail, rows=str(size.rows))
        if size.rows > SMALL or size.left_out:
            job_id = asked.books.jobs.ask(work, KIND, order_to_args(order), asked.visitor.person_id)
            return Redirect(path=f"/jobs/{job_id}")
    return Download(
        name=file_name(order, asked.texts),
        media_type=MEDIA_TYPES[order.format],
        parts=_parts(asked, order, asked.texts),
    )


def _ask_for(asked: Asked, order: Order, detail: Mapping[str, str]) -> Redirect:
    """Leave the counting to the job too, which writes down how many rows were taken."""
    args = {**order_to_args(order), **left_to_count(detail)}
    with asked.work() as work:
        asked.write_down(work, "extraction_asked", None, **detail)
        job_id = asked.books.jobs.ask(work, KIND, args, asked.visitor.person_id)
    return Redirect(path=f"/jobs/{job_id}")


def _parts(asked: Asked, order: Order, texts: Texts) -> Iterator[bytes]:
    with asked.reading() as work:
        written = Written(open_extraction(work, order), order, texts, lambda _: None)
        if order.format is Format.CSV:
            yield from written.parts()
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list"
            written.to_file(path)
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece


def _given(asked: Asked, form: Form, query: Mapping[str, str]) -> _Given:
    with asked.reading() as work:
        return _Given(
            around=surroundings(asked, work),
            saved=_saved(asked, work, form),
            listed=source(asked, work, query),
        )


def _order(asked: Asked, given: _Given, form: Form) -> Order | None:
    theme = form.choice("theme", Theme)
    ticked = form.all("columns")
    offered = columns_in(theme or Theme.MEMBERS, given.figure)
    columns = tuple(column.name for column in offered if column.name in ticked)
    if not columns:
        form.wrong("columns", "office.segment.choose_one")
    channel = form.typed("channel") if theme is Theme.MEMBERS else ""
    if channel and channel not in ADDRESSES:
        form.wrong("channel", "office.form.no_choice")
    since, until = form.day("since", needed=False), form.day("until", needed=False)
    if since is not None and until is not None and since > until:
        form.wrong("until", "office.segment.turned_round")
    form_of = form.choice("format", Format)
    if not form.is_good or theme is None or form_of is None:
        return None
    scope = asked.visitor.shops
    known = {str(shop): shop for shop in given.around.shops}
    return Order(
        theme=theme,
        columns=columns,
        segment=given.saved.segment if given.saved is not None else EVERYBODY,
        since=since,
        until=until,
        shops=tuple(known[shop] for shop in form.all("shops") if shop in known),
        scope=None if scope is None else tuple(sorted(scope, key=str)),
        channel=channel or None,
        format=form_of,
        language=asked.visitor.language,
        zone=str(asked.zone),
        figure=given.figure,
        found=given.listed.found if given.listed is not None else None,
    )


def _detail(order: Order) -> dict[str, str]:
    """The filter as it was, without anybody's data."""
    told = {
        "theme": order.theme.value,
        "columns": " ".join(order.columns),
        "segment": segment_to_json(order.segment),
        "shops": " ".join(str(shop) for shop in order.shops),
        "since": str(order.since or ""),
        "until": str(order.until or ""),
        "channel": order.channel or "",
        "format": order.format.value,
    }
    return {name: value for name, value in told.items() if value}


def _saved(asked: Asked, work: Work, form: Form) -> SavedSegment | None:
    segment_id = form.id("segment", needed=False)
    if segment_id is None:
        return None
    saved = segments.saved_segment(work, segment_id, asked.visitor.person_id)
    if saved is None:
        raise NotHere("no such segment")
    return saved


def _page(asked: Asked, given: _Given, form: Form, ticked: frozenset[str], *, status: int = 200) -> Page:
    theme = form.choice("theme", Theme, needed=False) or Theme.MEMBERS
    around, saved, listed = given.around, given.saved, given.listed
    context = {
        "form": form,
        "problems": form.problems,
        "theme": theme,
        "themes": list(Theme),
        "columns": columns_in(theme, given.figure),
        "ticked": ticked,
        "channels": list(ADDRESSES),
        "formats": list(Format),
        "shops": around.shops,
        "chosen": frozenset(ShopId(shop) for shop in around.shops if str(shop) in form.all("shops")),
        "saved": saved,
        "listed": listed,
        "kept": listed.kept if listed else {},
        "words": None if saved is None else sentence(saved.segment, around, asked.texts),
    }
    return Page(template="extraction/take.html", context=context, status=status)
