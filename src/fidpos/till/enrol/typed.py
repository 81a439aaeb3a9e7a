"""What was typed into an enrolment, and what it means: read as a whole after each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fidpos.contact.email import read_email
from fidpos.contact.phone import read_phone
from fidpos.domain.clock import DayMonth
from fidpos.domain.consent import needs_parent, parent_name
from fidpos.domain.member import NAME_LENGTH_MAX, PostalAddress, Profile, Relation, clean_name
from fidpos.domain.typed_day import read_birthday
from fidpos.rules.household import age
from fidpos.till.view import Message

CHILDREN_MAX = 3

PHONE, FAMILY_NAME, GIVEN_NAME, EMAIL, BIRTHDAY = "phone", "family_name", "given_name", "email", "birthday"
STREET, POSTCODE, CITY = "street", "postcode", "city"
SPOUSE, SPOUSE_BIRTHDAY = "spouse", "spouse_birthday"
PARENT = "parent"
"""Who agrees for a child; nobody else is asked for it."""
_LENGTH_MAX = {EMAIL: 254, PHONE: 25, POSTCODE: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Somebody of the household: the first name or the birthday, or both."""

    relation: Relation
    given_name: str = ""
    birthday: DayMonth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the texts mean.

    Attributes:
        profile: as far as it can be read; without the household, whose members have no ids yet.
        kin: spouse and children who were told of.
        faults: by field, why it cannot be taken as it is.
        age: in completed years, None while the year of birth is not known.
        needs_parent: whether a parent decides what is sent.
        parent: who agrees for them, if they are a child.
    """

    profile: Profile = field(repr=False)
    kin: tuple[Kin, ...] = field(repr=False)
    faults: Mapping[str, Message]
    age: int | None
    needs_parent: bool = False
    parent: str = field(default="", repr=False)

    @property
    def is_reachable(self) -> bool:
        """Whether they can be found again by what they say."""
        return bool(self.profile.phone or self.profile.email)


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts by field; one that was never typed is empty."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, key: str) -> str:
        """Of one field."""
        return self.texts.get(key, "")

    def having(self, key: str, text: str) -> "Typed":
        """The same with another text in that field."""
        return replace(self, texts={**self.texts, key: text})

    def read(self, *, country: str, language: str, today: date, alone_from: int) -> Read:
        """What all of it means where the shop stands; see `needs_parent` for the last."""
        faults: dict[str, Message] = {}
        birthday = self._birthday(BIRTHDAY, today, faults)
        profile = Profile(
            given_name=self._name(GIVEN_NAME, faults),
            family_name=self._name(FAMILY_NAME, faults),
            phone=self._phone(country, faults),
            email=self._email(faults),
            birthday=birthday[0],
            birth_year=birthday[1],
            language=language,
            address=self._address(faults),
        )
        kin = self._kin(today, faults)
        if not (profile.given_name or profile.family_name):
            faults.setdefault(GIVEN_NAME, Message(key="task.enrol.fault.name_missing"))
        if fault := parent_fault(self.text(PARENT)):
            faults[PARENT] = fault
        parent = parent_name(self.text(PARENT))
        return Read(
            profile=profile,
            kin=kin,
            faults=faults,
            age=age(profile, today),
            needs_parent=needs_parent(profile, today, alone_from),
            parent=parent,
        )

    def _name(self, key: str, faults: dict[str, Message]) -> str:
        text = self.text(key)
        if len(text) > length_max(key):
            faults[key] = Message(key="task.enrol.fault.too_long")
            return ""
        return clean_name(text)

    def _phone(self, country: str, faults: dict[str, Message]) -> str:
        text = self.text(PHONE).strip()
        phone = read_phone(text, country)
        if text and not phone:
            faults[PHONE] = Message(key="task.enrol.fault.phone")
        return phone

    def _email(self, faults: dict[str, Message]) -> str:
        text = self.text(EMAIL).strip()
        email = read_email(text)
        if text and not email:
            faults[EMAIL] = Message(key="task.enrol.fault.email")
        return email

    def _birthday(
        self, key: str, today: date, faults: dict[str, Message]
    ) -> tuple[DayMonth | None, int | None]:
        text = self.text(key).strip()
        birthday = read_birthday(text, today)
        if text and birthday is None:
            faults[key] = Message(key="task.enrol.fault.birthday")
        return (birthday.day, birthday.year) if birthday is not None else (None, None)

    def _address(self, faults: dict[str, Message]) -> PostalAddress | None:
        street, postcode, city = (self._name(key, faults) for key in (STREET, POSTCODE, CITY))
        if not (street or postcode or city):
            return None
        return PostalAddress(street=street, postcode=postcode, city=city)

    def _kin(self, today: date, faults: dict[str, Message]) -> tuple[Kin, ...]:
        spouse = self._one(Relation.SPOUSE, SPOUSE, SPOUSE_BIRTHDAY, today, faults)
        children = (
            self._one(Relation.CHILD, child(number), child_birthday(number), today, faults)
            for number in range(1, CHILDREN_MAX + 1)
        )
        return tuple(each for each in (spouse, *children) if each is not None)

    def _one(
        self, relation: Relation, name: str, birthday: str, today: date, faults: dict[str, Message]
    ) -> Kin | None:
        given_name, (day, _) = self._name(name, faults), self._birthday(birthday, today, faults)
        if not given_name and day is None:
            return None
        return Kin(relation=relation, given_name=given_name, birthday=day)


def parent_fault(text: str) -> Message | None:
    """Why this is not the name of a parent; nothing at all is no fault, for then nobody agrees."""
    if len(text) > NAME_LENGTH_MAX:
        return Message(key="task.enrol.fault.too_long")
    is_name = parent_name(text) or not text.strip()
    return None if is_name else Message(key="task.enrol.fault.parent")


def length_max(key: str) -> int:
    """Signs that fit into a field."""
    return _LENGTH_MAX.get(key, NAME_LENGTH_MAX)


def child(number: int) -> str:
    """The field of a child's first name; the first child is 1."""
    return f"child_{number}"


def child_birthday(number: int) -> str:
    """The field of a child's birthday."""
    return f"child_{number}_birthday"
