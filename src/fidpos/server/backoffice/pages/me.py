"""One's own account: name, language, password, second factor, and where one is signed in."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect, SignedOut
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.entering import knows_password, prove
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.passwords import check_new, hashed
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import PROVE, inner_path, require_fresh
from fidpos.server.backoffice.setting_up import offer, taken
from fidpos.server.db.office_people import (
    OfficePerson,
    change_password,
    change_second_factor,
    introduce,
    person,
)
from fidpos.server.db.office_sessions import end_other_sessions, end_session, note_proof, sessions_of
from fidpos.server.db.work import Work
from fidpos.texts.formats import LOCALES

_NAME_MOST = 80


def show(asked: Asked) -> Answer:
    """The account."""
    return _shown(asked, {}, {})


def introduce_oneself(asked: Asked) -> Answer:
    """Another name or language."""
    form = Form(asked.fields, asked.visitor.language)
    name, language = form.text("name", needed=True, at_most=_NAME_MOST), form.typed("language")
    if language not in LOCALES:
        form.wrong("language", "office.form.no_choice")
    if name is None or not form.is_good:
        return _shown(asked, form.problems, {"name": form.typed("name"), "language": language})
    with _home(asked) as work:
        introduce(work, asked.visitor.person_id, name=name, language=language)
        asked.write_down(work, "account_changed", asked.visitor.person_id)
    return Redirect(path="/me", said=Message(key="office.me.saved"))


def show_password(asked: Asked) -> Answer:
    """The form for another password."""
    require_fresh(asked)
    return Page(template="me/password.html", context={"problems": {}})


def take_password(asked: Asked) -> Answer:
    """Another password; wherever else one is signed in ends."""
    require_fresh(asked)
    visitor, form = asked.visitor, Form(asked.fields, asked.visitor.language)
    with _home(asked) as work:
        check_new(form, _oneself(asked, work).login)
    if not knows_password(asked.books, visitor.home_id, visitor.person_id, form.typed("current")):
        form.wrong("current", "office.password.not_yours")
    if not form.is_good:
        return Page(template="me/password.html", context={"problems": form.problems}, status=422)
    with _home(asked) as work:
        change_password(work, visitor.person_id, hashed(form.typed("password")))
        end_other_sessions(work, visitor.person_id, visitor.session)
        asked.write_down(work, "password_changed", visitor.person_id)
    return Redirect(path="/me", said=Message(key="office.password.changed"))


def show_second_factor(asked: Asked) -> Answer:
    """The QR code for another telephone."""
    require_fresh(asked)
    with _home(asked) as work:
        offered = offer(work, asked.visitor.person_id, _oneself(asked, work).login)
    return Page(template="me/second_factor.html", context={"offer": offered, "problems": {}})


def take_second_factor(asked: Asked) -> Answer:
    """Another telephone; the codes for when it is lost are shown, and are others."""
    require_fresh(asked)
    visitor, form = asked.visitor, Form(asked.fields, asked.visitor.language)
    with _home(asked) as work:
        second = taken(work, visitor.person_id, form)
        if second is None:
            offered = offer(work, visitor.person_id, _oneself(asked, work).login, form)
            context = {"offer": offered, "problems": form.problems}
            return Page(template="me/second_factor.html", context=context, status=422)
        change_second_factor(work, visitor.person_id, second.factors(""), second.step)
        end_other_sessions(work, visitor.person_id, visitor.session)
        asked.write_down(work, "second_factor_changed", visitor.person_id)
    return Page(template="sign_in/recovery.html", context={"codes": second.recovery, "is_new": False})


def end_others(asked: Asked) -> Answer:
    """Signed out everywhere else."""
    with _home(asked) as work:
        ended = end_other_sessions(work, asked.visitor.person_id, asked.visitor.session)
        asked.write_down(work, "other_sessions_ended", asked.visitor.person_id, count=str(ended))
    return Redirect(path="/me", said=Message(key="office.me.others_ended", params={"count": ended}))


def sign_out(asked: Asked) -> Answer:
    """The session is over, here and at the centre."""
    with _home(asked) as work:
        end_session(work, asked.visitor.session)
        asked.write_down(work, "signed_out", asked.visitor.person_id)
    return SignedOut()


def show_proof(asked: Asked) -> Answer:
    """The second factor is asked for again."""
    to = inner_path(asked.query.get("to", "/"))
    return Page(template="me/prove.html", context={"to": to, "problems": {}})


def take_proof(asked: Asked) -> Answer:
    """It was shown, or not."""
    form = Form(asked.fields, asked.visitor.language)
    visitor, to = asked.visitor, inner_path(form.typed("to"))
    if not prove(asked.books, visitor.home_id, visitor.person_id, form.typed("code")):
        form.wrong("code", "office.prove.refused")
        return Page(template="me/prove.html", context={"to": to, "problems": form.problems}, status=422)
    with _home(asked) as work:
        note_proof(work, visitor.session)
    return Redirect(path=to)


def _shown(asked: Asked, problems: Mapping[str, Message], typed: Mapping[str, str]) -> Page:
    with _home(asked) as work:
        oneself = _oneself(asked, work)
        running = sessions_of(work, oneself.id)
    context = {
        "person": oneself,
        "running": running,
        "languages": [(code, asked.texts.say(f"office.language.{code}")) for code in LOCALES],
        "problems": problems,
        "typed": {"name": oneself.name, "language": oneself.language, **typed},
    }
    return Page(template="me/me.html", context=context, status=422 if problems else 200)


def _home(asked: Asked) -> AbstractContextManager[Work]:
    """Where one's own account is: of the house even while another merchant is visited."""
    return asked.books.store.work(asked.visitor.home_id)


def _oneself(asked: Asked, work: Work) -> OfficePerson:
    found = person(work, asked.visitor.person_id)
    if found is None:
        raise NotHere("nobody")
    return found


AREA = Area(
    name="me",
    icon="user-round",
    start="/me",
    in_menu=False,
    endpoints=(
        get("/me", Permission.HOME, show),
        post("/me", Permission.HOME, introduce_oneself),
        get("/me/password", Permission.HOME, show_password),
        post("/me/password", Permission.HOME, take_password),
        get("/me/second-factor", Permission.HOME, show_second_factor),
        post("/me/second-factor", Permission.HOME, take_second_factor),
        post("/me/sessions/end", Permission.HOME, end_others),
        post("/sign-out", Permission.HOME, sign_out),
        get(PROVE, Permission.HOME, show_proof),
        post(PROVE, Permission.HOME, take_proof),
    ),
)
