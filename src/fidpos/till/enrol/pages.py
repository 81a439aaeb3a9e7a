"""The pages of an enrolment as a screen draws them: fields, what became of them, who may be the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fidpos.contact.phone import example_phone, show_phone
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.till.enrol import typed as keys
from fidpos.till.enrol.alike import Alike
from fidpos.till.enrol.consents import questions
from fidpos.till.enrol.elsewhere import Heard
from fidpos.till.enrol.typed import CHILDREN_MAX, Read, Typed, child, child_birthday, length_max
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, Words
from fidpos.till.view import Lamp, Message


class Page(StrEnum):
    """Where the form stands."""

    WHO = "who"
    HOME = "home"
    """Address and spouse; opened by a key."""
    CHILDREN = "children"
    CONSENTS = "consents"
    CHECK = "check"
    DONE = "done"
    """Enrolled; the code of a virtual card is shown."""


FORMS = (Page.WHO, Page.HOME, Page.CHILDREN, Page.CONSENTS)
STEPS = (Page.WHO, Page.CONSENTS, Page.CHECK)
"""Those that every enrolment has."""

_KINDS = {
    keys.PHONE: FieldKind.PHONE,
    keys.FAMILY_NAME: FieldKind.NAME,
    keys.GIVEN_NAME: FieldKind.NAME,
    keys.EMAIL: FieldKind.EMAIL,
    keys.SPOUSE: FieldKind.NAME,
    keys.PARENT: FieldKind.NAME,
    **{child(number): FieldKind.NAME for number in range(1, CHILDREN_MAX + 1)},
    keys.POSTCODE: FieldKind.CODE,
}
_LIVE = frozenset({keys.PHONE, keys.FAMILY_NAME, keys.GIVEN_NAME, keys.EMAIL})


class Filled(Protocol):
    """A form as far as it is drawn; see `form.Form`."""

    @property
    def page(self) -> Page:
        """Where one is."""
        ...

    @property
    def at(self) -> int:
        """The field that the keys go into."""
        ...

    @property
    def typed(self) -> Typed:
        """The texts."""
        ...

    @property
    def read(self) -> Read:
        """What they mean."""
        ...

    @property
    def left(self) -> frozenset[str]:
        """Fields whose faults may be said."""
        ...


def form_body(
    form: Filled, policy: EnrolmentPolicy, alike: tuple[Alike, ...], heard: Mapping[str, Heard]
) -> FormBody:
    """The fields of the page; below those of the first one stands who may be the same.

    Args:
        form: what was typed.
        policy: what the merchant decides.
        alike: members who may be the same.
        heard: what the centre says of phone and address, by field.
    """
    is_who = form.page is Page.WHO
    fields, drawn = keys_of(form.page, policy, form.read), _Drawn(form, policy, heard)
    return FormBody(
        fields=tuple(drawn.field(key, form.typed) for key in fields),
        at=form.at,
        lines=tuple(_line(each) for each in alike) if is_who else (),
        empty=Message(key="task.enrol.nobody" if _can_be_alike(form.typed) else "task.enrol.alike_here")
        if is_who
        else "",
    )


def _can_be_alike(typed: Typed) -> bool:
    """Whether there is anything to look for."""
    return any(typed.text(key) for key in _LIVE)


def keys_of(page: Page, policy: EnrolmentPolicy, read: Read) -> tuple[str, ...]:
    """The fields of a page; none where there is nothing to type."""
    match page:
        case Page.WHO:
            return keys.PHONE, keys.FAMILY_NAME, keys.GIVEN_NAME, keys.EMAIL, keys.BIRTHDAY
        case Page.HOME:
            return keys.STREET, keys.POSTCODE, keys.CITY, keys.SPOUSE, keys.SPOUSE_BIRTHDAY
        case Page.CHILDREN:
            return tuple(
                key
                for number in range(1, CHILDREN_MAX + 1)
                for key in (child(number), child_birthday(number))
            )
        case Page.CONSENTS:
            return questions(policy, read)
        case Page.CHECK | Page.DONE:
            return ()


def step_of(page: Page) -> int:
    """Which of `STEPS` is on."""
    if page in {Page.WHO, Page.HOME, Page.CHILDREN}:
        return 0
    return 1 if page is Page.CONSENTS else 2


@dataclass(frozen=True, slots=True)
class _Drawn:
    form: Filled
    policy: EnrolmentPolicy
    heard: Mapping[str, Heard]

    def field(self, key: str, typed: Typed) -> Field:
        if key.startswith("consent_"):
            return _question(key, typed)
        return Field(
            key=key,
            label=_label(key),
            kind=FieldKind.DATE if key.endswith(keys.BIRTHDAY) else _KINDS.get(key, FieldKind.TEXT),
            text=typed.text(key),
            placeholder=self._example(key),
            note=self._note(key),
            fault=self.form.read.faults.get(key) if key in self.form.left else None,
            length_max=length_max(key),
            is_optional=key not in {keys.PHONE, keys.FAMILY_NAME, keys.GIVEN_NAME},
            live=key in _LIVE,
        )

    def _example(self, key: str) -> Words:
        if key == keys.PHONE:
            return example_phone(self.policy.country)
        if key.endswith(keys.BIRTHDAY):
            return Message(key="task.enrol.example.birthday")
        return "marie@example.org" if key == keys.EMAIL else ""

    def _note(self, key: str) -> Words:
        heard, read = self.heard.get(key, Heard.UNASKED), self.form.read
        if key == keys.PARENT:
            return Message(key="task.enrol.parent.words")
        if heard in {Heard.WAITING, Heard.COMING, Heard.UNANSWERED}:
            return Message(key=f"task.enrol.elsewhere.{heard.value}")
        if key == keys.PHONE and read.profile.phone:
            return show_phone(read.profile.phone, self.policy.country)
        if key == keys.BIRTHDAY and read.age is not None:
            return Message(key="task.enrol.age", params={"age": read.age})
        return ""


def _label(key: str) -> Message:
    for number in range(1, CHILDREN_MAX + 1):
        if key == child(number):
            return Message(key="task.enrol.field.child", params={"number": number})
        if key == child_birthday(number):
            return Message(key="task.enrol.field.child_birthday", params={"number": number})
    return Message(key=f"task.enrol.field.{key}")


def _question(key: str, typed: Typed) -> Field:
    name = key.removeprefix("consent_")
    return Field(
        key=key,
        label=Message(key=f"task.enrol.channel.{name}"),
        kind=FieldKind.CHOICE,
        text=typed.text(key),
        note=Message(key=f"task.enrol.words.{name}"),
        options=(Message(key="task.enrol.yes"), Message(key="task.enrol.no")),
        length_max=1,
    )


def _line(alike: Alike) -> Line:
    why = "reached" if alike.is_reached else "named"
    return Line(
        title=alike.hit.name,
        detail=Message(key=f"task.enrol.alike.{why}", params={"phone": alike.hit.masked_phone}),
        icon="id-card" if alike.is_reached else "user-round",
        lamp=Lamp.WARNING if alike.is_reached else None,
    )
