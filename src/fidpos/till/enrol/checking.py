"""The last two pages: all that will be recorded, then the code of a virtual card."""

from collections.abc import Iterator

from fidpos.contact.phone import show_phone
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.member import Channel, Profile, Relation
from fidpos.till.enrol.consents import answers, open_to
from fidpos.till.enrol.newcomer import NewcomersCard
from fidpos.till.enrol.typed import Kin, Read, Typed
from fidpos.till.task.view import Fact, ReviewBody, Words
from fidpos.till.view import Lamp, Message


def check_body(
    policy: EnrolmentPolicy, read: Read, typed: Typed, card: NewcomersCard | None, *, virtual: bool
) -> ReviewBody:
    """To be looked at before Enter."""
    profile, said = read.profile, answers(open_to(policy, read), typed)
    facts = (
        _fact("name", _name(profile), is_strong=True),
        _fact("phone", show_phone(profile.phone, policy.country)),
        _fact("email", profile.email),
        _fact("birthday", _birthday(profile)),
        _fact("address", _address(profile)),
        _fact("spouse", _kin(read, Relation.SPOUSE)),
        _fact("children", _kin(read, Relation.CHILD)),
        _fact("parent", read.parent if said and read.needs_parent else ""),
        *_consents(said),
        _fact("card", _card(card, virtual=virtual)),
    )
    return ReviewBody(facts=tuple(each for each in facts if each.value))


def done_body(read: Read, number: str) -> ReviewBody:
    """The customer photographs the code: from this screen, or from the one that faces them."""
    return ReviewBody(
        title=Message(key="task.enrol.done", params={"name": _name(read.profile)}),
        detail=Message(key="task.enrol.done.detail"),
        lamp=Lamp.OK,
        facts=(_fact("card", _ending(number[-4:]), is_strong=True),),
        qr=number,
    )


def _fact(name: str, value: Words, *, is_strong: bool = False) -> Fact:
    return Fact(label=Message(key=f"task.enrol.fact.{name}"), value=value, is_strong=is_strong)


def _name(profile: Profile) -> str:
    return f"{profile.given_name} {profile.family_name}".strip()


def _birthday(profile: Profile) -> Words:
    if profile.birthday is None:
        return ""
    year = profile.birth_year
    day = profile.birthday if year is None else profile.birthday.in_year(year)
    return Message(key="task.enrol.day", params={"day": day})


def _address(profile: Profile) -> str:
    address = profile.address
    if address is None:
        return ""
    return ", ".join(part for part in (address.street, f"{address.postcode} {address.city}".strip()) if part)


def _kin(read: Read, relation: Relation) -> str:
    return ", ".join(_called(each) for each in read.kin if each.relation is relation)


def _called(kin: Kin) -> str:
    """By the first name, or by the day alone."""
    if kin.given_name or kin.birthday is None:
        return kin.given_name
    return f"{kin.birthday.day:02}/{kin.birthday.month:02}"


def _consents(said: dict[Channel, bool]) -> Iterator[Fact]:
    for channel, granted in said.items():
        answer = Message(key="task.enrol.yes" if granted else "task.enrol.no")
        yield Fact(label=Message(key=f"task.enrol.channel.{channel.value}"), value=answer)


def _card(card: NewcomersCard | None, *, virtual: bool) -> Words:
    if card is not None:
        return _ending(card.token.masked)
    return Message(key="task.enrol.card.virtual" if virtual else "task.enrol.card.none")


def _ending(masked: str) -> Message:
    return Message(key="task.enrol.card.held_out", params={"ending": masked})
