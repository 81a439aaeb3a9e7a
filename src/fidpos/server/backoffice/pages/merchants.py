"""The merchants, for people of the house: whose data they look at, for a while and with a reason."""

from datetime import timedelta

from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.access import begin_access, end_access
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.office_sessions import LASTS, visit
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work
from fidpos.server.register import Merchant

_REASON_LEAST = 10
_HOURS = LASTS // timedelta(hours=1)


def show(asked: Asked) -> Answer:
    """All of them."""
    return _shown(asked, Form({}, asked.visitor.language))


def take(asked: Asked) -> Answer:
    """From now on the visitor looks at this merchant, who reads why."""
    require_fresh(asked, "/merchants")
    form = Form(asked.fields, asked.visitor.language)
    reason = form.text("reason", needed=True)
    if reason is not None and len(reason) < _REASON_LEAST:
        form.wrong("reason", "office.merchants.short_reason")
    merchant_id = _merchant(asked).id
    if reason is None or not form.is_good:
        return _shown(asked, form)
    with asked.books.store.work(merchant_id) as work:
        end_access(work, asked.visitor.person_id)
        begin_access(work, asked.visitor.person_id, reason, work.clock.now() + LASTS)
        _write(asked, work, "support_access_begun", hours=str(_HOURS), reason=reason)
    _look_at(asked, merchant_id)
    return Redirect(path="/")


def leave(asked: Asked) -> Answer:
    """The visit is over."""
    if asked.visitor.merchant_id != HOUSE:
        with asked.work() as work:
            end_access(work, asked.visitor.person_id)
            _write(asked, work, "support_access_ended")
    _look_at(asked, None)
    return Redirect(path="/merchants", said=Message(key="office.merchants.left"))


def _merchant(asked: Asked) -> Merchant:
    found = next(
        (each for each in asked.books.register.merchants() if each.id == asked.id("merchant_id")), None
    )
    if found is None:
        raise NotHere("no such merchant")
    return found


def _look_at(asked: Asked, merchant_id: MerchantId | None) -> None:
    with asked.books.store.work(MerchantId(HOUSE)) as work:
        visit(work, asked.visitor.session, merchant_id)


def _write(asked: Asked, work: Work, act: str, **detail: str) -> None:
    done = Act(name=act, actor=asked.visitor.person_id, at=asked.now(), detail=detail)
    write_down(work.connection, work.merchant_id, done)


def _shown(asked: Asked, form: Form) -> Page:
    context = {
        "merchants": asked.books.register.merchants(),
        "reason": form.typed("reason"),
        "hours": _HOURS,
        "problems": form.problems,
    }
    return Page(template="merchants/list.html", context=context, status=200 if form.is_good else 422)


AREA = Area(
    name="merchants",
    icon="briefcase",
    start="/merchants",
    endpoints=(
        get("/merchants", Permission.VISIT_MERCHANTS, show),
        post("/merchants/leave", Permission.VISIT_MERCHANTS, leave),
        post("/merchants/{merchant_id:uuid}", Permission.VISIT_MERCHANTS, take),
    ),
)
