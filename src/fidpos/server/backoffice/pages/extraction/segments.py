"""Segments: listed, built with a live count, saved, told to the tills as a label."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.extraction.builder import GROUPS_MAX, Built, begun, build, fields_of
from fidpos.server.backoffice.pages.extraction.criteria import THEMES
from fidpos.server.backoffice.pages.extraction.surroundings import Surroundings, surroundings
from fidpos.server.backoffice.pages.extraction.words import sentence
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db import segments
from fidpos.server.db.segment_json import segment_from_json
from fidpos.server.db.segments import SavedSegment
from fidpos.server.db.work import Work
from fidpos.server.services.segments.segment import Join

_FREE = frozenset({OfficeRole.OWNER, OfficeRole.MARKETER})
"""Who sees every shop's members, and may tell the tills."""


def show_list(asked: Asked) -> Answer:
    """Every segment that the visitor may see."""
    with asked.reading() as work:
        around = surroundings(asked, work)
        shown = [
            (saved, sentence(saved.segment, around, asked.texts))
            for saved in segments.saved_segments(work, asked.visitor.person_id)
        ]
    return Page(template="extraction/list.html", context={"shown": shown})


def show_new(asked: Asked) -> Answer:
    """The builder with a first row, or with the criteria that the address names."""
    criteria = asked.query.get("criteria")
    with asked.reading() as work:
        around = surroundings(asked, work)
    if criteria is None:
        return _builder(asked, around, begun())
    return _builder(asked, around, fields_of(segment_from_json(criteria), around, asked.visitor.language))


def show_saved(asked: Asked) -> Answer:
    """The builder with a saved segment."""
    with asked.reading() as work:
        saved = _saved(asked, work)
        around = surroundings(asked, work)
    fields = fields_of(saved.segment, around, asked.visitor.language)
    return _builder(asked, around, fields | _of_saved(saved), saved)


def rebuild(asked: Asked) -> Answer:
    """The same form with a row more or less, or another kind of row."""
    with asked.reading() as work:
        around = surroundings(asked, work)
        saved = _named(asked, work)
    return _builder(asked, around, asked.fields, saved, shows_problems=False)


def show_count(asked: Asked) -> Answer:
    """How many they are, in words and in a number, as the form stands."""
    with asked.reading() as work:
        around = surroundings(asked, work)
        built = build(asked.fields, around, asked.visitor.language)
        counted = None if built.segment is None else segments.count(work, built.segment, around.asking)
    return Page(template="extraction/count.html", context=_counted(asked, built, around, counted))


def save(asked: Asked) -> Answer:
    """Keep it under its name; what somebody else made becomes a segment of one's own."""
    with asked.reading() as work:
        around = surroundings(asked, work)
        before = _named(asked, work)
    built = build(asked.fields, around, asked.visitor.language)
    name = built.form.text("name", needed=True, at_most=segments.NAME_MAX)
    if built.segment is None or name is None or not built.form.is_good:
        return _builder(asked, around, asked.fields, before, status=422)
    is_own = before is not None and _may_change(asked, before)
    saved = SavedSegment(
        id=before.id if before is not None and is_own else segments.new_id(asked.now()),
        name=name,
        segment=built.segment,
        made_by=before.made_by if before is not None and is_own else asked.visitor.person_id,
        maker=None,
        made_at=asked.now(),
        shared=built.form.flag("shared"),
    )
    with asked.work() as work:
        segments.save(work, saved)
        segments.keep_count(work, saved.id, segments.count(work, built.segment, around.asking))
        asked.write_down(work, "segment_saved", saved.id)
    return Redirect(path=f"/extraction/{saved.id}", said=Message(key="office.extraction.saved"))


def forget(asked: Asked) -> Answer:
    """It is gone from the list; a label that it gave is taken off by the next night."""
    with asked.work() as work:
        saved = _own(asked, work)
        segments.forget(work, saved.id)
        asked.write_down(work, "segment_forgotten", saved.id)
    return Redirect(path="/extraction", said=Message(key="office.extraction.forgotten"))


def tell_tills(asked: Asked) -> Answer:
    """Put a label on its members at the tills from now on, or take it off."""
    form = Form(asked.fields, asked.visitor.language)
    label = form.text("label", at_most=segments.LABEL_MAX)
    if asked.visitor.role not in _FREE or not form.is_good:
        raise NotHere("not of all shops")
    with asked.work() as work:
        saved = _own(asked, work)
        segments.set_label(work, saved.id, label)
        asked.write_down(work, "segment_label" if label else "segment_unlabelled", saved.id)
        args = {"segment": str(saved.id), "taken_off": saved.label if saved.label != label else None}
        job_id = asked.books.jobs.ask(work, "segment_labels", args, asked.visitor.person_id)
    return Redirect(path=f"/jobs/{job_id}")


def _builder(
    asked: Asked,
    around: Surroundings,
    fields: Mapping[str, Sequence[str]],
    saved: SavedSegment | None = None,
    *,
    shows_problems: bool = True,
    status: int = 200,
) -> Page:
    built = build(fields, around, asked.visitor.language)
    if shows_problems and status != 200:
        built.form.text("name", needed=True, at_most=segments.NAME_MAX)
    context = {
        "built": built,
        "form": built.form,
        "problems": built.form.problems if status != 200 else {},
        "themes": THEMES,
        "around": around,
        "joins": list(Join),
        "groups_max": GROUPS_MAX,
        "saved": saved,
        "may_change": saved is not None and _may_change(asked, saved),
        "may_tell": asked.visitor.role in _FREE,
    }
    template = "extraction/rows.html" if asked.is_fragment and status == 200 else "extraction/builder.html"
    return Page(template=template, context=context, status=status)


def _counted(asked: Asked, built: Built, around: Surroundings, counted: int | None) -> dict[str, object]:
    words = None if built.segment is None else sentence(built.segment, around, asked.texts)
    return {"counted": counted, "words": words, "open": len(built.form.problems)}


def _of_saved(saved: SavedSegment) -> dict[str, list[str]]:
    return {"id": [str(saved.id)], "name": [saved.name], "shared": ["1"] if saved.shared else []}


def _named(asked: Asked, work: Work) -> SavedSegment | None:
    """The segment that a form says it changes, if it is there for the visitor."""
    segment_id: UUID | None = Form(asked.fields, asked.visitor.language).id("id", needed=False)
    if segment_id is None:
        return None
    return segments.saved_segment(work, segment_id, asked.visitor.person_id)


def _saved(asked: Asked, work: Work) -> SavedSegment:
    saved = segments.saved_segment(work, asked.id("segment_id"), asked.visitor.person_id)
    if saved is None:
        raise NotHere("no such segment")
    return saved


def _own(asked: Asked, work: Work) -> SavedSegment:
    saved = _saved(asked, work)
    if not _may_change(asked, saved):
        raise NotHere("somebody else's")
    return saved


def _may_change(asked: Asked, saved: SavedSegment) -> bool:
    """What gives a label at every shop's tills is changed by who may give one."""
    if saved.label is not None and asked.visitor.role not in _FREE:
        return False
    return saved.made_by == asked.visitor.person_id or asked.visitor.role is OfficeRole.OWNER
