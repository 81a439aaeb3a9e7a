"""An invitation taken: a password chosen, the second factor set up, the recovery codes shown once."""

from collections.abc import Iterator
from contextlib import contextmanager

from fidpos.server.backoffice.answer import Answer, NotHere, Page
from fidpos.server.backoffice.asked import Stranger
from fidpos.server.backoffice.endpoint import Method, OpenEndpoint
from fidpos.server.backoffice.entering import check_sender
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.inviting import key_hash, merchant_in
from fidpos.server.backoffice.passwords import check_new, hashed
from fidpos.server.backoffice.setting_up import offer, taken
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.office_people import OfficePerson, invited, settle_in
from fidpos.server.db.work import Work

_PATH = "/invited/{key}"
_TEMPLATE = "sign_in/invited.html"


def show(stranger: Stranger) -> Answer:
    """Who is invited, and the form."""
    with _invitation(stranger) as (work, person):
        context = {"person": person, "offer": offer(work, person.id, person.login), "problems": {}}
        return Page(template=_TEMPLATE, context=context)


def take(stranger: Stranger) -> Answer:
    """They have settled in; the codes for a lost phone are shown."""
    check_sender(stranger.books, stranger.address)
    form = Form(stranger.fields, stranger.texts.language)
    with _invitation(stranger) as (work, person):
        check_new(form, person.login)
        second = taken(work, person.id, form)
        if second is None or not form.is_good:
            again = offer(work, person.id, person.login, form)
            context = {"person": person, "offer": again, "problems": form.problems}
            return Page(template=_TEMPLATE, context=context, status=422)
        chosen = second.factors(hashed(form.typed("password")))
        if not settle_in(work, person.id, key_hash(_key(stranger)), chosen, second.step):
            raise NotHere("taken meanwhile")
        act = Act(name="invitation_taken", actor=person.id, at=work.clock.now(), subject=person.id)
        write_down(work.connection, work.merchant_id, act)
    return Page(template="sign_in/recovery.html", context={"codes": second.recovery, "is_new": True})


@contextmanager
def _invitation(stranger: Stranger) -> Iterator[tuple[Work, OfficePerson]]:
    """Whose invitation it is; all that is no longer one, or never was, looks the same."""
    key = _key(stranger)
    merchant_id = merchant_in(key)
    if merchant_id is None:
        raise NotHere("no key")
    with stranger.books.store.work(merchant_id) as work:
        person = invited(work, key_hash(key))
        if person is None:
            raise NotHere("no invitation")
        yield work, person


def _key(stranger: Stranger) -> str:
    return stranger.path.rpartition("/")[2]


DOORS = (
    OpenEndpoint(method=Method.GET, path=_PATH, handle=show),
    OpenEndpoint(method=Method.POST, path=_PATH, handle=take),
)
