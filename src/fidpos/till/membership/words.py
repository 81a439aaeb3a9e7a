"""Names, cards and days as the steps of a member's file show them."""

from fidpos.domain.card import Card, CardStatus
from fidpos.domain.member import Member, Relation, Relative
from fidpos.till.task.view import Words
from fidpos.till.view import Lamp, Message

_LAMPS = {CardStatus.ACTIVE: Lamp.OK, CardStatus.LOST: Lamp.OFF, CardStatus.BLOCKED: Lamp.OFF}


def name_of(member: Member) -> str:
    """Given and family name; empty for who is known by a card alone."""
    profile = member.profile
    return f"{profile.given_name} {profile.family_name}".strip()


def relative_words(relative: Relative) -> Words:
    """What to call somebody of the household."""
    return relative.given_name or Message(key=f"task.member.relation.{relative.relation.value}")


def holders(member: Member) -> tuple[Relative, ...]:
    """Who of the household may carry a card: persons, not days."""
    return tuple(each for each in member.profile.household if each.relation is not Relation.OTHER)


def holder_words(member: Member, card: Card) -> Words:
    """Who carries it."""
    if card.holder_id is None:
        return Message(key="task.member.holder.member")
    carrier = next((each for each in member.profile.household if each.id == card.holder_id), None)
    return relative_words(carrier) if carrier is not None else Message(key="task.member.holder.unknown")


def card_lamp(card: Card) -> Lamp | None:
    """What stands beside a card in a list."""
    return _LAMPS.get(card.status)
