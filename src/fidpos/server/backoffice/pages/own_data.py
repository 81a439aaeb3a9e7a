"""Everything that the merchant owns: taken along in open formats, or deleted for ever.

Both ask for the second factor again. A deletion is asked for with the merchant's name typed, waits a week in
which any owner takes it back, and where there is a second owner, for them to agree.
"""

from fidpos.server.backoffice.answer import Answer, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db import closing
from fidpos.server.db.closing import Closure
from fidpos.server.db.work import Work
from fidpos.server.jobs.closing import GRACE
from fidpos.server.jobs.exporting import EXPORT

_HERE = "/own-data"


def show(asked: Asked) -> Answer:
    """What can be taken along, and whether a deletion waits."""
    with asked.reading() as work:
        return Page(template="own_data/page.html", context=_shown(asked, work))


def export(asked: Asked) -> Answer:
    """All of it, by a job."""
    require_fresh(asked, _HERE)
    with asked.work() as work:
        job = asked.books.jobs.ask(work, EXPORT, {}, asked.visitor.person_id)
        asked.write_down(work, "own_data_exported", job)
    return Redirect(path=f"/jobs/{job}")


def ask_closure(asked: Asked) -> Answer:
    """The merchant's name is typed: it begins to wait."""
    require_fresh(asked, _HERE)
    form = Form(asked.fields, asked.visitor.language)
    typed = form.text("name", needed=True)
    if typed is not None and typed.casefold() != asked.visitor.merchant_name.strip().casefold():
        form.wrong("name", "office.own_data.other_name", merchant=asked.visitor.merchant_name)
    if not form.is_good:
        with asked.reading() as work:
            context = _shown(asked, work) | {"problems": form.problems}
        return Page(template="own_data/page.html", context=context, status=422)
    with asked.work() as work:
        if closing.open_closure(work) is not None:
            raise NotNow(Message(key="office.own_data.asked_already"))
        closure_id = closing.ask_closure(work, asked.visitor.person_id, asked.now() + GRACE)
        asked.write_down(work, "closure_asked", closure_id)
    return Redirect(path=_HERE, said=Message(key="office.own_data.asked"))


def agree(asked: Asked) -> Answer:
    """A second owner wants it too."""
    require_fresh(asked, _HERE)
    with asked.work() as work:
        closure = _open(work)
        if closure.asked_by == asked.visitor.person_id or not closing.agree(
            work, closure.id, asked.visitor.person_id
        ):
            raise NotNow(Message(key="office.own_data.another_owner"))
        asked.write_down(work, "closure_agreed", closure.id)
    return Redirect(path=_HERE, said=Message(key="office.own_data.agreed"))


def cancel(asked: Asked) -> Answer:
    """Any owner takes it back, as long as the tills still work."""
    with asked.work() as work:
        closure = _open(work)
        if asked.now() >= closure.due_at and not closure.waits_for(closing.owners_of(work)):
            raise NotNow(Message(key="office.own_data.too_late"))
        closing.cancel(work, closure.id, asked.visitor.person_id)
        asked.write_down(work, "closure_cancelled", closure.id)
    return Redirect(path=_HERE, said=Message(key="office.own_data.cancelled"))


def _open(work: Work) -> Closure:
    closure = closing.open_closure(work)
    if closure is None:
        raise NotNow(Message(key="office.own_data.nothing_waits"))
    return closure


def _shown(asked: Asked, work: Work) -> dict[str, object]:
    closure = closing.open_closure(work)
    waits = closure is not None and closure.waits_for(closing.owners_of(work))
    return {
        "closure": closure,
        "waits": waits,
        "may_agree": waits and closure is not None and closure.asked_by != asked.visitor.person_id,
        "days": GRACE.days,
        "problems": {},
    }


AREA = Area(
    name="own_data",
    icon="database",
    start=_HERE,
    endpoints=(
        get(_HERE, Permission.OWN_DATA, show),
        post(f"{_HERE}/export", Permission.OWN_DATA, export),
        post(f"{_HERE}/close", Permission.OWN_DATA, ask_closure, asks_first=True),
        post(f"{_HERE}/agree", Permission.OWN_DATA, agree, asks_first=True),
        post(f"{_HERE}/cancel", Permission.OWN_DATA, cancel),
    ),
)
