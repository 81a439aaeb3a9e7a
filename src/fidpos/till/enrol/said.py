"""What the till says about an enrolment, in the banner's place."""

from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import CounterUnit, Programme
from fidpos.till.announce import Said
from fidpos.till.view import Message, Tone


def card_taken(ending: str) -> Said:
    """The card held out will be the new member's."""
    return Said(tone=Tone.SUCCESS, message=Message(key="task.enrol.card_taken", params={"ending": ending}))


def card_of_another(ending: str) -> Said:
    """The card that was taken belongs to somebody already."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="task.enrol.card_of_another", params={"ending": ending}),
        detail=Message(key="task.enrol.card_of_another.hint"),
    )


def unreachable() -> Said:
    """No phone, no address, no card: nobody would ever find them again."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="task.enrol.unreachable"),
        detail=Message(key="task.enrol.unreachable.hint"),
    )


def enrolled(name: str, points: int, programme: Programme) -> Said:
    """They are a member; what the first purchase will bring whatever its amount."""
    if not points:
        return Said(tone=Tone.SUCCESS, message=Message(key="task.enrol.enrolled", params={"name": name}))
    is_money = programme.counters[0].unit is CounterUnit.MONEY
    worth = Money(points, Currency.of(programme.currency)) if is_money else points
    key = "task.enrol.enrolled.welcome_money" if is_money else "task.enrol.enrolled.welcome"
    return Said(tone=Tone.SUCCESS, message=Message(key=key, params={"name": name, "points": worth}))
