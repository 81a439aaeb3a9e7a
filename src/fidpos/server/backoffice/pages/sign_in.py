"""Sign-in: one form, one answer to whatever is wrong with it."""

from fidpos.server.backoffice.answer import Answer, Page, SignedIn
from fidpos.server.backoffice.asked import Stranger
from fidpos.server.backoffice.endpoint import Method, OpenEndpoint
from fidpos.server.backoffice.entering import check_sender, come_in
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.prove import inner_path
from fidpos.server.db.office_people import TRIES, WAIT_MOST

_PATH = "/sign-in"
_TEMPLATE = "sign_in/sign_in.html"


def show(stranger: Stranger) -> Answer:
    """The form."""
    return Page(template=_TEMPLATE, context={"to": _to(stranger), "login": "", "refused": None})


def take(stranger: Stranger) -> Answer:
    """Somebody is signed in, or has not said what it takes."""
    form = Form(stranger.fields, stranger.texts.language)
    check_sender(stranger.books, stranger.address)
    login = form.typed("login").strip().lower()
    entered = come_in(stranger.books, login, form.typed("password"), form.typed("code"))
    if entered is None:
        refused = {"tries": TRIES, "minutes": int(WAIT_MOST.total_seconds()) // 60}
        context = {"to": _to(stranger), "login": form.typed("login"), "refused": refused}
        return Page(template=_TEMPLATE, context=context, status=422)
    whose, token = entered
    return SignedIn(home_id=whose.merchant_id, token=token, path=_to(stranger))


def _to(stranger: Stranger) -> str:
    said = stranger.fields.get("to") or [stranger.query.get("to", "/")]
    return inner_path(said[-1])


DOORS = (
    OpenEndpoint(method=Method.GET, path=_PATH, handle=show),
    OpenEndpoint(method=Method.POST, path=_PATH, handle=take),
)
