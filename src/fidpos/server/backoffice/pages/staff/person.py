"""Somebody of the staff: added, changed, and taken off again."""

from dataclasses import replace

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.errors import InvalidValue
from fidpos.domain.folding import card_number
from fidpos.domain.ids import ShopId, StaffId, uuid7
from fidpos.domain.staff import Role
from fidpos.server.backoffice.answer import Answer, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.staff.seen import (
    everybody,
    is_own,
    is_seen,
    open_shops,
    person_of_own,
    person_seen,
    put,
)
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.configuration import Person
from fidpos.vault.pins import ArgonPins

_NAME_MOST = 80


def show(asked: Asked) -> Answer:
    """Those who work in the visitor's shops."""
    people = [each for each in everybody(asked) if is_seen(asked, each)]
    context = {"people": people, "shop_names": {shop.id: shop.name for shop in open_shops(asked)}}
    return Page(template="staff/list.html", context=context)


def show_new(asked: Asked) -> Answer:
    """The form for somebody new."""
    return _form(asked, None, Form({}, asked.visitor.language))


def take_new(asked: Asked) -> Answer:
    """Somebody new; the tills of their shops are told."""
    require_fresh(asked, "/staff/new")
    form = Form(asked.fields, asked.visitor.language)
    nobody = Person(
        id=StaffId(uuid7(asked.now())), name="", role=Role.CASHIER, pin_hash="", shops=frozenset()
    )
    person = _read(asked, form, nobody)
    if person is None:
        return _form(asked, None, form)
    put(asked, person, "staff_added")
    return Redirect(path="/staff", said=Message(key="office.staff.added", params={"name": person.name}))


def show_one(asked: Asked) -> Answer:
    """Somebody, with what can be changed."""
    return _form(asked, person_seen(asked), Form({}, asked.visitor.language))


def take_one(asked: Asked) -> Answer:
    """Another name, role, PIN, badge, or other shops."""
    require_fresh(asked, f"/staff/{asked.id('staff_id')}")
    before, form = person_of_own(asked), Form(asked.fields, asked.visitor.language)
    person = _read(asked, form, replace(before, version=before.version + 1, employed=True))
    if person is None:
        return _form(asked, before, form)
    put(asked, person, "staff_changed")
    return Redirect(path="/staff", said=Message(key="office.saved"))


def take_leave(asked: Asked) -> Answer:
    """They no longer work here."""
    require_fresh(asked, f"/staff/{asked.id('staff_id')}")
    before = person_of_own(asked)
    left = replace(before, version=before.version + 1, employed=False, shops=frozenset())
    put(asked, left, "staff_closed")
    return Redirect(path="/staff", said=Message(key="office.staff.left", params={"name": before.name}))


def _read(asked: Asked, form: Form, person: Person) -> Person | None:
    """The person as the form says; None, with problems, where it cannot be."""
    name = form.text("name", needed=True, at_most=_NAME_MOST)
    role, shops = form.choice("role", Role), _chosen(asked, form)
    pin_hash, badge = _pin(asked, form, person.pin_hash), _badge(asked, form, person)
    if name is None or role is None or not form.is_good:
        return None
    return replace(person, name=name, role=role, shops=shops, pin_hash=pin_hash, badge=badge)


def _chosen(asked: Asked, form: Form) -> frozenset[ShopId]:
    known = {str(shop.id): shop.id for shop in open_shops(asked)}
    said = form.all("shops")
    if not said:
        form.wrong("shops", "office.people.which_shops")
    elif any(each not in known for each in said):
        form.wrong("shops", "office.form.no_choice")
    return frozenset(known[each] for each in said if each in known)


def _pin(asked: Asked, form: Form, before: str) -> str:
    """The hash of a new PIN; the one there was where none is typed."""
    typed = form.typed("pin")
    if not typed and before:
        return before
    if typed != form.typed("pin_again"):
        form.wrong("pin_again", "office.staff.not_again")
        return before
    try:
        return ArgonPins(asked.books.keyring.pin_pepper(asked.visitor.merchant_id)).hash(typed)
    except InvalidValue:
        form.wrong("pin", "office.staff.weak_pin")
        return before


def _badge(asked: Asked, form: Form, person: Person) -> str | None:
    """The card that names one person: what is printed on it, or its text as the till shows it."""
    typed = form.text("badge")
    if typed is None:
        return None
    try:
        token = _token(typed).text
    except ValueError:
        form.wrong("badge", "office.staff.no_badge")
        return None
    if any(each.badge == token and each.employed and each.id != person.id for each in everybody(asked)):
        form.wrong("badge", "office.staff.badge_taken")
    return token


def _token(typed: str) -> CardToken:
    """Digits alone are a printed number; with letters they are what a chip says of itself."""
    kind, colon, value = typed.partition(":")
    if colon:
        return CardToken(TokenKind(kind), value)
    number = card_number(typed)
    return CardToken(TokenKind.NUMBER if number.isdigit() else TokenKind.UID, number)


def _form(asked: Asked, person: Person | None, form: Form) -> Page:
    held = {"name": "", "role": Role.CASHIER.value, "badge": ""}
    if person is not None:
        held = {"name": person.name, "role": person.role.value, "badge": person.badge or ""}
    context = {
        "person": person,
        "is_shared": person is not None and not is_own(asked, person),
        "typed": {name: form.shown(name, said) for name, said in held.items()},
        "roles": [(role.value, asked.texts.say(f"role.{role}")) for role in Role],
        "shops": open_shops(asked),
        "chosen": set(form.all("shops")) or {str(each) for each in (person.shops if person else ())},
        "problems": form.problems,
    }
    return Page(template="staff/one.html", context=context, status=200 if form.is_good else 422)
