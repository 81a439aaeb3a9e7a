"""Who a member is, as a form says it: read into a profile, and back into what stands in the fields."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fidpos.contact.email import read_email
from fidpos.contact.phone import read_phone
from fidpos.domain.consent import parent_name
from fidpos.domain.ids import RelativeId, uuid7
from fidpos.domain.member import (
    NAME_LENGTH_MAX,
    PostalAddress,
    Profile,
    Relation,
    Relative,
    clean_name,
)
from fidpos.domain.typed_day import Birthday, read_birthday, typed_birthday
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.pages.members.contact import COUNTRY, shown_phone
from fidpos.texts.formats import LOCALES

HOUSEHOLD_MAX = 12
SPARE_ROWS = 2
"""Empty lines for the household, below those who are there."""
_ADDRESS = ("street", "postcode", "city")


def read_person(asked: Asked, form: Form, before: Profile | None) -> Profile | None:
    """The profile that the form says; None, with problems, where it cannot be understood.

    Args:
        asked: the request.
        form: with the fields of `typed_person`.
        before: what stood there; what the form does not ask for stays as it was.
    """
    today = asked.today
    given = clean_name(form.text("given_name", at_most=80) or "")
    family = clean_name(form.text("family_name", needed=True, at_most=80) or "")
    birthday = _birthday(form, "birthday", today)
    phone, email = _phone(form), _email(form)
    household = tuple(_household(asked, form, before, today))
    language = form.typed("language")
    if language not in LOCALES:
        form.wrong("language", "office.form.no_choice")
    if not form.is_good:
        return None
    profile = before or Profile(given_name="", family_name="")
    return replace(
        profile,
        given_name=given,
        family_name=family,
        phone=phone,
        email=email,
        birthday=birthday.day if birthday is not None else None,
        birth_year=birthday.year if birthday is not None else None,
        language=language,
        household=household,
        address=_address(form),
    )


def read_parent(form: Form) -> str:
    """The parent who agrees for a child; empty for nobody."""
    return parent_name(form.text("parent", at_most=NAME_LENGTH_MAX) or "")


def typed_person(profile: Profile) -> dict[str, str]:
    """What stands in the form's fields for a profile."""
    address = profile.address or PostalAddress()
    typed = {
        "given_name": profile.given_name,
        "family_name": profile.family_name,
        "phone": shown_phone(profile.phone),
        "email": profile.email,
        "birthday": _spaced(typed_birthday(profile.birthday, profile.birth_year)),
        "language": profile.language,
        **{each: getattr(address, each) for each in _ADDRESS},
    }
    for place, relative in enumerate(profile.household):
        typed |= {
            f"kin_{place}_id": str(relative.id),
            f"kin_{place}_relation": relative.relation.value,
            f"kin_{place}_name": relative.given_name,
            f"kin_{place}_birthday": _spaced(typed_birthday(relative.birthday)),
        }
    return typed


def rows_for(typed: Mapping[str, str]) -> range:
    """Lines of the household to be shown."""
    filled = sum(1 for place in range(HOUSEHOLD_MAX) if typed.get(f"kin_{place}_relation"))
    return range(min(HOUSEHOLD_MAX, filled + SPARE_ROWS))


def _phone(form: Form) -> str:
    said = form.text("phone") or ""
    phone = read_phone(said, COUNTRY) if said else ""
    if said and not phone:
        form.wrong("phone", "office.members.no_phone")
    return phone


def _email(form: Form) -> str:
    said = form.text("email", at_most=254) or ""
    email = read_email(said) if said else ""
    if said and not email:
        form.wrong("email", "office.members.no_email")
    return email


def _address(form: Form) -> PostalAddress | None:
    said = {each: form.text(each, at_most=120) or "" for each in _ADDRESS}
    return PostalAddress(**said) if any(said.values()) else None


def _birthday(form: Form, name: str, today: date) -> Birthday | None:
    digits = "".join(each for each in form.typed(name) if each.isdigit())
    if not digits:
        return None
    birthday = read_birthday(digits, today)
    if birthday is None:
        form.wrong(name, "office.members.no_birthday")
    return birthday


def _household(asked: Asked, form: Form, before: Profile | None, today: date) -> list[Relative]:
    """Who was there stays the same person; a line without a relation is nobody, or nobody any more."""
    known = {each.id: each for each in before.household} if before is not None else {}
    household: list[Relative] = []
    for place in range(HOUSEHOLD_MAX):
        prefix = f"kin_{place}"
        if not form.typed(f"{prefix}_relation"):
            continue
        relation = form.choice(f"{prefix}_relation", Relation)
        wanted = form.id(f"{prefix}_id", needed=False)
        name = clean_name(form.text(f"{prefix}_name", at_most=80) or "")
        birthday = _birthday(form, f"{prefix}_birthday", today)
        if relation is None:
            continue
        there = next((each for each in known.values() if each.id == wanted), None)
        relative = there or Relative(id=RelativeId(uuid7(asked.now())), relation=relation)
        day = birthday.day if birthday is not None else None
        household.append(replace(relative, relation=relation, given_name=name, birthday=day))
    return household


def _spaced(digits: str) -> str:
    """`14/05/1990`."""
    return "/".join(part for part in (digits[:2], digits[2:4], digits[4:]) if part)
