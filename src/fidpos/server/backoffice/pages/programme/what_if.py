"""What a draft would have cost on the visits of the past: asked for as a job, shown when it is done."""

from datetime import date, timedelta

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import draft_of, scene_of
from fidpos.server.backoffice.programme.checking import Fault, checked
from fidpos.server.backoffice.programme.spot import titles
from fidpos.server.db.what_if import Tried, latest_what_if
from fidpos.server.services.draft_digest import digest

USUAL = timedelta(days=90)
KIND = "what_if"


def begin(asked: Asked) -> Answer:
    """The draft is tried on the visits of a period."""
    form = Form(asked.fields, asked.visitor.language)
    today = asked.now().astimezone(asked.zone).date()
    since = form.day("since", needed=False) or today - USUAL
    until = form.day("until", needed=False) or today
    if not form.is_good or since > until:
        raise NotNow(Message(key="office.programme.what_if.no_period"))
    with asked.work() as work:
        draft = draft_of(asked, work)
        if isinstance(checked(draft.body), Fault):
            raise NotNow(Message(key="office.programme.not_yet"))
        args = {"draft": str(draft.id), "since": since.isoformat(), "until": until.isoformat()}
        asked.books.jobs.ask(work, KIND, args, asked.visitor.person_id)
        asked.write_down(work, "programme_tried", draft.id)
    return Redirect(path=f"/programme/drafts/{draft.id}/what-if")


def show(asked: Asked) -> Answer:
    """What came of it last, or how far it is."""
    with asked.reading() as work:
        draft = draft_of(asked, work)
        scene = scene_of(asked, work, draft.body)
        tried = latest_what_if(work, draft.id)
    if tried is None:
        raise NotHere("never tried")
    context = {
        "draft": draft,
        "tried": tried,
        "since": date.fromisoformat(tried.since),
        "until": date.fromisoformat(tried.until),
        "report": tried.report,
        "names": dict([*titles(scene, "rules"), *titles(scene, "rewards"), *titles(scene, "tiers")]),
        "is_of_now": tried.digest == digest(draft.body),
        "money": _money(tried),
    }
    template = "programme/what_if_progress.html" if asked.is_fragment else "programme/what_if.html"
    if asked.is_fragment and tried.is_over:
        return Redirect(path=f"/programme/drafts/{draft.id}/what-if")
    return Page(template=template, context=context)


def _money(tried: Tried) -> object:
    currency = Currency.of(tried.report.currency) if tried.report else None
    return lambda minor: Money(minor, currency) if currency else None
