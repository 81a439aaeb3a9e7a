"""Files of the system before: sent, told what their columns are, looked through, and taken in.

Nothing of a file is taken in before it was looked through with the same columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from fidpos.contact.phone import is_country
from fidpos.domain.gift_card import VatKind
from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db import importing
from fidpos.server.db.importing import SentFile
from fidpos.server.db.names import open_shop_names
from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.work import Work
from fidpos.server.jobs.importing import CHECK, REJECTED, TAKE_IN
from fidpos.server.jobs.job import Job, JobState
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.setting import counters_of
from fidpos.server.services.importing.target import BALANCE, Theme, guess, targets
from fidpos.server.sheets.opening import open_sheet
from fidpos.server.sheets.reading import BYTES_MAX, SheetRefused
from fidpos.texts.formats import LOCALES

_LISTED = 30
_SHOWN = 5
_OPEN = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as the form shows it: what its cells look like, and what it is taken for."""

    place: int
    heading: str
    examples: Sequence[str]
    target: str


def show_list(asked: Asked) -> Answer:
    """What was sent, and where the next file goes in."""
    with asked.reading() as work:
        files = importing.latest_files(work, _LISTED)
    return Page(template="import/list.html", context=_list(files))


def send(asked: Asked) -> Answer:
    """A file comes; its columns are guessed on the next page."""
    form = Form(asked.fields, asked.visitor.language)
    theme = form.choice("theme", Theme)
    upload = asked.files.get("file")
    if upload is None or not upload.size:
        form.wrong("file", "office.form.needed")
    if theme is None or upload is None or not form.is_good:
        return _refused(asked, form)
    body = upload.file.read(BYTES_MAX + 1)
    try:
        headings = open_sheet(body).headings
    except SheetRefused as refused:
        form.wrong("file", refused.message_key, **refused.params)
        return _refused(asked, form)
    name = "".join(each for each in upload.name if each.isprintable())[:120]
    with asked.work() as work:
        file_id = importing.keep_file(
            work, name, theme, headings=headings, body=body, asked_by=asked.visitor.person_id
        )
        asked.write_down(work, "import_sent", file_id, theme=theme.value)
    return Redirect(path=f"/import/{file_id}")


def show(asked: Asked) -> Answer:
    """What its columns are, what became of it."""
    with asked.reading() as work:
        sent = _sent(asked, work)
        context = _shown(asked, work, sent)
    return Page(template="import/standing.html" if asked.is_fragment else "import/file.html", context=context)


def check(asked: Asked) -> Answer:
    """Keep what was said of it, and look through it."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        sent = _sent(asked, work)
        _may_still_change(sent)
        choices = _choices(form, sent, _targets(work, sent), _shops(asked, work))
        if choices is not None:
            importing.choose(work, sent.id, choices)
            _keep_mapping(form, work, sent, choices)
            job = asked.books.jobs.ask(work, CHECK, _args(asked, sent), asked.visitor.person_id)
            importing.checked_by(work, sent.id, job)
            asked.write_down(work, "import_checked", sent.id)
            return Redirect(path=f"/import/{sent.id}")
    with asked.reading() as work:
        context = _shown(asked, work, sent) | {"problems": form.problems}
    return Page(template="import/file.html", context=context, status=422)


def take_in(asked: Asked) -> Answer:
    """Take in what is good."""
    with asked.work() as work:
        sent = _sent(asked, work)
        _may_still_change(sent)
        checked = find_job(work, sent.checked_by_job) if sent.checked_by_job else None
        if checked is None or checked.state is not JobState.DONE:
            raise NotNow(Message(key="office.import.check_first"))
        job = asked.books.jobs.ask(work, TAKE_IN, _args(asked, sent), asked.visitor.person_id)
        importing.done_by(work, sent.id, job)
        asked.write_down(work, "import_taken_in", sent.id)
    return Redirect(path=f"/import/{sent.id}")


def forget(asked: Asked) -> Answer:
    """Its content goes; nothing that was taken in does."""
    with asked.work() as work:
        sent = _sent(asked, work)
        importing.forget_file(work, sent.id)
        asked.write_down(work, "import_forgotten", sent.id)
    return Redirect(path="/import", said=Message(key="office.import.forgotten"))


def _list(files: Sequence[SentFile]) -> dict[str, object]:
    return {
        "files": files,
        "themes": [each.value for each in Theme],
        "theme": Theme.MEMBERS.value,
        "problems": {},
        "at_most_mb": BYTES_MAX // 2**20,
    }


def _refused(asked: Asked, form: Form) -> Page:
    with asked.reading() as work:
        context = _list(importing.latest_files(work, _LISTED))
    context |= {"problems": form.problems, "theme": form.typed("theme") or Theme.MEMBERS.value}
    return Page(template="import/list.html", context=context, status=422)


def _sent(asked: Asked, work: Work) -> SentFile:
    sent = importing.find_file(work, asked.id("file_id"))
    if sent is None:
        raise NotHere("no such file")
    return sent


def _may_still_change(sent: SentFile) -> None:
    if not sent.is_there or sent.done_by_job is not None:
        raise NotNow(Message(key="office.import.over"))


def _args(asked: Asked, sent: SentFile) -> Mapping[str, object]:
    return {"file": str(sent.id), "language": asked.visitor.language}


def _targets(work: Work, sent: SentFile) -> Sequence[str]:
    return targets(sent.theme, counters_of(programme_now(work, work.clock.now()), "fr"))


def _shops(asked: Asked, work: Work) -> Sequence[tuple[str, str]]:
    return [(str(id_), name) for id_, name in open_shop_names(work).items() if asked.sees(id_)]


def _choices(
    form: Form, sent: SentFile, known: Sequence[str], shops: Sequence[tuple[str, str]]
) -> Choices | None:
    """What was said, where it makes sense."""
    columns = {place: form.typed(f"column_{place}") for place in range(len(sent.headings))}
    columns = {place: target for place, target in columns.items() if target in known}
    for target in sorted({each for each in columns.values() if list(columns.values()).count(each) > 1}):
        place = max(place for place, each in columns.items() if each == target)
        form.wrong(f"column_{place}", "office.import.column_twice")
    shop, opened_on = form.id("shop"), form.day("opened_on")
    if shop is not None and str(shop) not in dict(shops):
        form.wrong("shop", "office.form.no_choice")
    country = (form.text("country", needed=True, at_most=2) or "").upper()
    if country and not is_country(country):
        form.wrong("country", "office.import.no_country")
    vat = form.choice("vat", VatKind, needed=False)
    language = form.typed("language") if form.typed("language") in LOCALES else next(iter(LOCALES))
    wording = form.text("consent_wording", at_most=500) or ""
    source = form.text("consent_source") or ""
    if shop is None or opened_on is None or not form.is_good:
        return None
    choices = Choices(
        columns=columns,
        shop_id=ShopId(shop),
        opened_on=opened_on,
        country=country,
        vat=vat,
        consent_wording=wording,
        consent_source=source,
        language=language,
        completes=form.flag("completes"),
    )
    missing = choices.missing(sent.theme)
    for target in missing:
        form.wrong("columns", f"office.import.missing.{target}")
    return None if missing else choices


def _keep_mapping(form: Form, work: Work, sent: SentFile, choices: Choices) -> None:
    name = form.text("keep_as", at_most=60)
    if name:
        by_heading = {sent.headings[place]: target for place, target in choices.columns.items()}
        importing.keep_mapping(work, sent.theme, name, by_heading)


def _shown(asked: Asked, work: Work, sent: SentFile) -> dict[str, object]:
    programme = programme_now(work, asked.now())
    counters = counters_of(programme, asked.visitor.language)
    kept = importing.mappings(work, sent.theme)
    choices = sent.choices
    checked, done = _job(work, sent.checked_by_job), _job(work, sent.done_by_job)
    latest = done or checked
    return {
        "sent": sent,
        "columns": _columns(asked, work, sent, counters) if sent.is_there and done is None else (),
        "targets": [
            (each, counters.get(each.removeprefix(BALANCE), "")) for each in targets(sent.theme, counters)
        ],
        "choices": choices,
        "opened_on": choices.opened_on if choices else _today(asked),
        "shops": _shops(asked, work),
        "kept": sorted(kept),
        "checked": checked,
        "done": done,
        "latest": latest,
        "is_open": latest is not None and latest.state in _OPEN,
        "rejected": REJECTED,
        "problems": {},
        "vat_kinds": [each.value for each in VatKind],
        "languages": list(LOCALES),
        "counters": counters,
    }


def _job(work: Work, job_id: UUID | None) -> Job | None:
    return find_job(work, job_id) if job_id is not None else None


def _today(asked: Asked) -> date:
    return asked.now().astimezone(asked.zone).date()


def _columns(asked: Asked, work: Work, sent: SentFile, counters: Mapping[str, str]) -> Sequence[Column]:
    body = importing.body_of(work, sent.id)
    if body is None:
        return ()
    try:
        rows = list(islice(open_sheet(body).rows, _SHOWN))
    except SheetRefused:
        rows = []
    guessed = sent.choices.columns if sent.choices else _guessed(asked, work, sent, counters)
    return [
        Column(
            place=place,
            heading=heading,
            examples=[row.cells[place] for row in rows if row.cells[place]][:3],
            target=guessed.get(place, ""),
        )
        for place, heading in enumerate(sent.headings)
    ]


def _guessed(asked: Asked, work: Work, sent: SentFile, counters: Mapping[str, str]) -> Mapping[int, str]:
    """By the mapping that is asked for, else by what headings usually mean."""
    kept = importing.mappings(work, sent.theme).get(asked.query.get("as", ""))
    if kept is None:
        return guess(sent.theme, sent.headings, counters)
    return {place: kept[heading] for place, heading in enumerate(sent.headings) if heading in kept}


AREA = Area(
    name="import",
    icon="upload",
    start="/import",
    endpoints=(
        get("/import", Permission.IMPORT, show_list),
        post("/import", Permission.IMPORT, send, upload_bytes=BYTES_MAX + 64 * 1024),
        get("/import/{file_id:uuid}", Permission.IMPORT, show),
        post("/import/{file_id:uuid}/check", Permission.IMPORT, check),
        post("/import/{file_id:uuid}/take-in", Permission.IMPORT, take_in),
        post("/import/{file_id:uuid}/forget", Permission.IMPORT, forget, asks_first=True),
    ),
)
