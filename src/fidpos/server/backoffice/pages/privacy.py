"""The privacy desk: what members ask for, how long they are kept, what they agreed to, and the registers.

Who forgets somebody here is asked for the member's number once more: it cannot be undone.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel
from fidpos.server.backoffice.answer import Answer, Download, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db import privacy
from fidpos.server.db.finding import by_number
from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.privacy import Request, RequestKind
from fidpos.server.db.retaining import note_contacts
from fidpos.server.db.scheme import scheme_of
from fidpos.server.db.work import Work
from fidpos.server.jobs.access_file import KIND as ACCESS_FILE
from fidpos.server.jobs.retaining import judge_one, judged, waiting_for_somebody
from fidpos.server.operations.forget import forget
from fidpos.server.services.office import NotToErase, Office
from fidpos.server.services.processing import register
from fidpos.server.services.retention import Due, forget_on
from fidpos.server.sheets.writing import csv_parts, habits_of

LISTED = 200
PAGE_LENGTH = 50
_OF_A_FILE = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY})
_CONSENT_HEADING = ("at", "number", "channel", "granted", "counts", "parent", "wording", "shop", "till")


def show_requests(asked: Asked) -> Answer:
    """The register of requests, and a form for a new one."""
    return _requests_page(asked, Form({}, asked.visitor.language))


def take_request(asked: Asked) -> Answer:
    """Written down; for who wants their data, their file is made at once."""
    form = Form(asked.fields, asked.visitor.language)
    number = form.text("number", needed=True, at_most=64)
    kind = form.choice("kind", RequestKind)
    came_on = form.day("came_on")
    today = asked.now().astimezone(asked.zone).date()
    if came_on is not None and came_on > today:
        form.wrong("came_on", "office.privacy.in_future")
    if number is None or kind is None or came_on is None or not form.is_good:
        return _requests_page(asked, form)
    with asked.reading() as work:
        found = by_number(work, number)
    if not found:
        form.wrong("number", "office.privacy.no_such_number")
        return _requests_page(asked, form)
    with asked.work() as work:
        request_id = privacy.add_request(work, found[0], kind, came_on, asked.visitor.person_id)
        note_contacts(work, {found[0]: came_on})
        if kind in _OF_A_FILE:
            args = {"member": str(found[0]), "household": form.flag("household")}
            job_id = asked.books.jobs.ask(work, ACCESS_FILE, args, asked.visitor.person_id)
            privacy.prepare(work, request_id, job_id)
        asked.write_down(work, "privacy_request_taken", found[0], kind=kind.value)
    return Redirect(path=f"/privacy/requests/{request_id}", said=Message(key="office.privacy.request_taken"))


def show_request(asked: Asked) -> Answer:
    """One of them, with what can be done about it."""
    found = _request(asked)
    if found.kind is RequestKind.ERASURE:
        require_fresh(asked)
    return _request_page(asked, found, Form({}, asked.visitor.language))


def answer_request(asked: Asked) -> Answer:
    """It is dealt with; a request to be forgotten is carried out with that."""
    found = _request(asked)
    form = Form(asked.fields, asked.visitor.language)
    outcome = form.text("outcome", needed=True)
    is_forgotten = found.kind is RequestKind.ERASURE and form.typed("decision") == "granted"
    if is_forgotten:
        require_fresh(asked)
    if is_forgotten and not (found.number and form.typed("number").strip() == found.number):
        form.wrong("number", "office.privacy.number_differs")
    if outcome is None or not form.is_good:
        return _request_page(asked, found, form)
    with asked.work() as work:
        if not privacy.answer(work, found.id, asked.visitor.person_id, outcome):
            raise NotNow(Message(key="office.privacy.answered_before"))
        if is_forgotten:
            _forget(asked, work, found.member_id)
        asked.write_down(work, "privacy_request_answered", found.member_id, kind=found.kind.value)
    return Redirect(path="/privacy", said=Message(key="office.privacy.answered"))


def show_retention(asked: Asked) -> Answer:
    """Who was not heard of for long: who was told, who is forgotten next, and about whom somebody decides."""
    today = asked.today
    with asked.reading() as work:
        members = judged(work, today, at_most=LISTED)
        to_decide = waiting_for_somebody(work, today, at_most=LISTED)
        gone = privacy.forgotten(work, PAGE_LENGTH)
    last_days = {
        member.id: forget_on(member.dormant.contact_on, member.dormant.warned_on or today)
        for member in (*members, *to_decide)
    }
    context = {
        "members": members,
        "last_days": last_days,
        "to_decide": to_decide,
        "gone": gone,
        "is_more": len(members) == LISTED,
    }
    return Page(template="privacy/retention.html", context=context)


def forget_member(asked: Asked) -> Answer:
    """Somebody with money of theirs, decided by hand."""
    require_fresh(asked, "/privacy/retention")
    member_id = MemberId(asked.id("member_id"))
    form = Form(asked.fields, asked.visitor.language)
    with asked.reading() as work:
        member = judge_one(work, asked.today, member_id)
    if member is None or member.due is not Due.DECIDE:
        raise NotHere("nothing to decide")
    if form.typed("number").strip() != member.number:
        raise NotNow(Message(key="office.privacy.number_differs"))
    with asked.work() as work:
        _forget(asked, work, member_id)
    return Redirect(path="/privacy/retention", said=Message(key="office.privacy.forgotten"))


def show_consents(asked: Asked) -> Answer:
    """Every statement with its proof, the latest first."""
    channel, granted = _filters(asked)
    before = _before(asked)
    with asked.reading() as work:
        found = privacy.stated(work, channel=channel, granted=granted, before=before, at_most=PAGE_LENGTH + 1)
    shown = found[:PAGE_LENGTH]
    context = {
        "stated": shown,
        "channel": channel,
        "granted": asked.query.get("granted", ""),
        "channels": tuple(Channel),
        "after": f"{shown[-1].at.isoformat()}~{shown[-1].id}" if len(found) > PAGE_LENGTH else None,
        "is_first": before is None,
    }
    return Page(template="privacy/consents.html", context=context)


def take_consents(asked: Asked) -> Answer:
    """The same statements, all of them, as a table."""
    channel, granted = _filters(asked)
    with asked.work() as work:
        asked.write_down(work, "consents_taken", channel=str(channel or ""))
    with asked.reading() as work:
        rows = [
            (
                each.at,
                each.number,
                each.channel.value,
                "1" if each.granted else "0",
                "1" if each.counts else "0",
                each.parent,
                each.wording,
                each.shop or "",
                each.till or "",
            )
            for each in privacy.stated(work, channel=channel, granted=granted, at_most=1_000_000)
        ]
    parts = csv_parts(_CONSENT_HEADING, rows, habits_of(asked.visitor.language, asked.zone))
    return Download(name="consents.csv", media_type="text/csv; charset=utf-8", parts=parts)


def show_processing(asked: Asked) -> Answer:
    """The register of article 30."""
    with asked.reading() as work:
        scheme = scheme_of(work)
    context = {"activities": list(register(scheme)), "today": asked.now().astimezone(asked.zone).date()}
    return Page(template="privacy/processing.html", context=context)


def _requests_page(asked: Asked, form: Form) -> Page:
    today = asked.now().astimezone(asked.zone).date()
    with asked.reading() as work:
        found = privacy.requests(work, LISTED)
    context: Mapping[str, object] = {
        "requests": found,
        "today": today,
        "late": sum(request.is_late(today) for request in found),
        "kinds": tuple(RequestKind),
        "form": form,
        "came_on": form.typed("came_on") or today.isoformat(),
    }
    return Page(template="privacy/requests.html", context=context, status=200 if form.is_good else 422)


def _request_page(asked: Asked, found: Request, form: Form) -> Page:
    job = None
    if found.job_id is not None:
        with asked.reading() as work:
            job = find_job(work, found.job_id)
    today: date = asked.now().astimezone(asked.zone).date()
    context = {"request": found, "job": job, "form": form, "is_late": found.is_late(today)}
    return Page(template="privacy/request.html", context=context, status=200 if form.is_good else 422)


def _request(asked: Asked) -> Request:
    with asked.reading() as work:
        found = privacy.request(work, asked.id("request_id"))
    if found is None:
        raise NotHere("no such request")
    return found


def _forget(asked: Asked, work: Work, member_id: MemberId) -> None:
    """By an act of the office, which every till that holds them hears, and every backup that is restored."""
    office = Office(book=asked.unit_of(work).office(), now=asked.now(), done_by=asked.visitor.person_id)
    try:
        forget(office, asked.visitor.merchant_id, member_id, asked.books.remember_erased)
    except NotToErase:
        raise NotNow(Message(key="office.privacy.forgotten_before")) from None


def _filters(asked: Asked) -> tuple[Channel | None, bool | None]:
    said = asked.query.get("channel", "")
    channel = Channel(said) if said in set(Channel) else None
    return channel, {"yes": True, "no": False}.get(asked.query.get("granted", ""))


def _before(asked: Asked) -> tuple[datetime, UUID] | None:
    at, _, id_ = asked.query.get("before", "").partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(id_)
    except ValueError:
        return None


AREA = Area(
    name="privacy",
    icon="shield-check",
    start="/privacy",
    endpoints=(
        get("/privacy", Permission.PRIVACY, show_requests),
        post("/privacy", Permission.PRIVACY, take_request),
        get("/privacy/requests/{request_id:uuid}", Permission.PRIVACY, show_request),
        post("/privacy/requests/{request_id:uuid}", Permission.PRIVACY, answer_request),
        get("/privacy/retention", Permission.PRIVACY, show_retention),
        post("/privacy/retention/{member_id:uuid}", Permission.PRIVACY, forget_member, asks_first=True),
        get("/privacy/consents", Permission.PRIVACY, show_consents),
        get("/privacy/consents.csv", Permission.PRIVACY, take_consents),
        get("/privacy/processing", Permission.PRIVACY, show_processing),
    ),
)
