"""Who works in the office: invited, given a role and shops, shown out; nobody changes their own place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fidpos.contact.email import read_email
from fidpos.domain.ids import MerchantId, ShopId, uuid7
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.inviting import Invitation, LoginTaken, invite_anew, invite_new, reserve
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import IN_SHOPS, OfficeRole, Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.backoffice.qr import qr
from fidpos.server.db.office_people import OfficePerson, disable, owners, people, person, place
from fidpos.server.db.office_sessions import end_sessions_of
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work
from fidpos.server.mail.letter import Letter, MailKind
from fidpos.server.mail.outbox import send
from fidpos.server.register import Shop
from fidpos.texts.formats import LOCALES

_NAME_MOST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a form says of somebody's place here."""

    role: OfficeRole
    shops: frozenset[ShopId]

    @property
    def all_shops(self) -> bool:
        return self.role not in IN_SHOPS


def show(asked: Asked) -> Answer:
    """Everybody."""
    with asked.reading() as work:
        found = people(work)
    names = {shop.id: shop.name for shop in _shops(asked)}
    return Page(template="people/list.html", context={"people": found, "shop_names": names})


def show_invite(asked: Asked) -> Answer:
    """The form for somebody new."""
    require_fresh(asked)
    return _invite_form(asked, Form({}, asked.visitor.language))


def take_invite(asked: Asked) -> Answer:
    """Somebody is invited; the link is shown once."""
    require_fresh(asked, "/people/new")
    form = Form(asked.fields, asked.visitor.language)
    name, login = form.text("name", needed=True, at_most=_NAME_MOST), read_email(form.typed("login"))
    if not login:
        form.wrong("login", "office.people.no_address")
    language = form.typed("language")
    if language not in LOCALES:
        form.wrong("language", "office.form.no_choice")
    given = _place(asked, form)
    if name is None or given is None or not form.is_good:
        return _invite_form(asked, form)
    new = OfficePerson(
        id=uuid7(asked.now()),
        login=login,
        name=name,
        role=given.role.value,
        language=language,
        all_shops=given.all_shops,
        shops=given.shops,
    )
    try:
        reserve(asked.books.store, asked.visitor.merchant_id, new)
    except LoginTaken:
        form.wrong("login", "error.office_login_taken")
        return _invite_form(asked, form)
    with asked.work() as work:
        invitation = invite_new(work, new)
        _mail(asked, work, new, invitation)
        asked.write_down(work, "person_invited", new.id, role=given.role.value)
    return _link(asked, new, invitation)


def show_person(asked: Asked) -> Answer:
    """One of them, with what can be changed."""
    require_fresh(asked)
    with asked.reading() as work:
        found = _one(asked, work)
    return _person_form(asked, found, Form({}, asked.visitor.language))


def take_person(asked: Asked) -> Answer:
    """Another role, or other shops: they sign in again."""
    form = Form(asked.fields, asked.visitor.language)
    require_fresh(asked)
    with asked.work() as work:
        found = _another(asked, work)
        given = _place(asked, form)
        if given is not None and form.is_good:
            if given.role is not OfficeRole.OWNER:
                _keep_an_owner(work, found)
            place(work, found.id, role=given.role.value, all_shops=given.all_shops, shops=given.shops)
            end_sessions_of(work, found.id)
            asked.write_down(work, "person_placed", found.id, role=given.role.value, before=found.role)
            return Redirect(
                path="/people", said=Message(key="office.people.changed", params={"name": found.name})
            )
    return _person_form(asked, found, form)


def take_disable(asked: Asked) -> Answer:
    """They no longer work here, from this moment on."""
    require_fresh(asked, "/people")
    with asked.work() as work:
        found = _another(asked, work)
        _keep_an_owner(work, found)
        disable(work, found.id)
        end_sessions_of(work, found.id)
        asked.write_down(work, "person_disabled", found.id)
    return Redirect(path="/people", said=Message(key="office.people.disabled", params={"name": found.name}))


def take_reset(asked: Asked) -> Answer:
    """Their password and second factor are gone; a new link is shown."""
    require_fresh(asked, "/people")
    with asked.work() as work:
        found = _another(asked, work)
        invitation = invite_anew(work, found.id)
        _mail(asked, work, found, invitation)
        asked.write_down(work, "person_reset", found.id)
    return _link(asked, found, invitation)


def _mail(asked: Asked, work: Work, invited: OfficePerson, invitation: Invitation) -> None:
    """The link by mail as well, for an installation that has a mail server."""
    params = {
        "name": invited.name,
        "by": asked.visitor.name,
        "until": invitation.until.astimezone(asked.zone).strftime("%d/%m/%Y"),
        "link": asked.books.address + invitation.path,
    }
    send(
        work,
        Letter(kind=MailKind.INVITATION, to=invited.login, language=invited.language, params=params),
    )


def _one(asked: Asked, work: Work) -> OfficePerson:
    found = person(work, asked.id("person_id"))
    if found is None:
        raise NotHere("nobody")
    return found


def _another(asked: Asked, work: Work) -> OfficePerson:
    """Nobody raises, lowers or locks themselves out."""
    found = _one(asked, work)
    if found.id == asked.visitor.person_id:
        raise NotNow(Message(key="office.people.not_yourself"))
    return found


def _keep_an_owner(work: Work, found: OfficePerson) -> None:
    if owners(work) == [found.id]:
        raise NotNow(Message(key="office.people.last_owner", params={"name": found.name}))


def _place(asked: Asked, form: Form) -> _Place | None:
    role = form.choice("role", OfficeRole)
    if role is not None and role not in _roles(asked):
        form.wrong("role", "office.form.no_choice")
        return None
    known = {str(shop.id): shop.id for shop in _shops(asked)}
    said = form.all("shops")
    if any(each not in known for each in said):
        form.wrong("shops", "office.form.no_choice")
    if role in IN_SHOPS and not said:
        form.wrong("shops", "office.people.which_shops")
    if role is None or "shops" in form.problems:
        return None
    chosen = frozenset(known[each] for each in said) if role in IN_SHOPS else frozenset()
    return _Place(role=role, shops=chosen)


def _roles(asked: Asked) -> Sequence[OfficeRole]:
    """Which roles there are where the visitor is: the house has its own."""
    is_house = asked.visitor.merchant_id == MerchantId(HOUSE)
    return [role for role in OfficeRole if role.is_of_the_house is is_house]


def _shops(asked: Asked) -> Sequence[Shop]:
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        return pages.shops()


def _invite_form(asked: Asked, form: Form) -> Page:
    typed = {name: form.typed(name) for name in ("name", "login")}
    typed["language"] = form.typed("language") or asked.visitor.language
    context = {"typed": typed, "languages": _languages(asked), **_choices(asked, form, None)}
    return Page(template="people/new.html", context=context, status=200 if form.is_good else 422)


def _person_form(asked: Asked, found: OfficePerson, form: Form) -> Page:
    context = {"person": found, **_choices(asked, form, found)}
    return Page(template="people/one.html", context=context, status=200 if form.is_good else 422)


def _choices(asked: Asked, form: Form, found: OfficePerson | None) -> Mapping[str, object]:
    roles = _roles(asked)
    return {
        "roles": [(role.value, asked.texts.say(f"office.role.{role}")) for role in roles],
        "role": form.typed("role") or (found.role if found else roles[-1].value),
        "shops": _shops(asked),
        "chosen": set(form.all("shops")) or {str(each) for each in (found.shops if found else ())},
        "problems": form.problems,
    }


def _languages(asked: Asked) -> Sequence[tuple[str, str]]:
    return [(code, asked.texts.say(f"office.language.{code}")) for code in LOCALES]


def _link(asked: Asked, whom: OfficePerson, invitation: Invitation) -> Page:
    address = f"{asked.books.address}{invitation.path}"
    context = {"person": whom, "address": address, "drawing": qr(address), "until": invitation.until}
    return Page(template="people/link.html", context=context)


AREA = Area(
    name="people",
    icon="user-cog",
    start="/people",
    endpoints=(
        get("/people", Permission.MANAGE_PEOPLE, show),
        get("/people/new", Permission.MANAGE_PEOPLE, show_invite),
        post("/people/new", Permission.MANAGE_PEOPLE, take_invite),
        get("/people/{person_id:uuid}", Permission.MANAGE_PEOPLE, show_person),
        post("/people/{person_id:uuid}", Permission.MANAGE_PEOPLE, take_person),
        post("/people/{person_id:uuid}/disable", Permission.MANAGE_PEOPLE, take_disable, asks_first=True),
        post("/people/{person_id:uuid}/reset", Permission.MANAGE_PEOPLE, take_reset),
    ),
)
