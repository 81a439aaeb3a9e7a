"""Whom of the staff a visitor sees, and how what is changed of them is kept."""

from collections.abc import Sequence

from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.configuration import Person
from fidpos.server.db.shop_pages import ShopLine, shop_lines


def everybody(asked: Asked) -> Sequence[Person]:
    """The merchant's whole staff, also those who left."""
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        return pages.staff()


def open_shops(asked: Asked) -> Sequence[ShopLine]:
    """The visitor's, as far as they are open."""
    with asked.reading() as work:
        return [shop for shop in shop_lines(work) if asked.sees(shop.id) and shop.closed_at is None]


def is_seen(asked: Asked, person: Person) -> bool:
    """Whether they work in one of the visitor's shops."""
    return asked.visitor.shops is None or any(asked.sees(shop) for shop in person.shops)


def is_own(asked: Asked, person: Person) -> bool:
    """Whether they work in the visitor's shops and in no other."""
    return asked.visitor.shops is None or person.shops <= asked.visitor.shops


def person_seen(asked: Asked) -> Person:
    """The one of the path.

    Raises:
        NotHere: there is nobody, or they work in shops that are not the visitor's.
    """
    found = next((each for each in everybody(asked) if each.id == asked.id("staff_id")), None)
    if found is None or not is_seen(asked, found):
        raise NotHere("nobody")
    return found


def person_of_own(asked: Asked) -> Person:
    """The one of the path, who works in the visitor's shops and in no other: else another would lose them.

    Raises:
        NotHere: as `person_seen`, or they work for others too.
    """
    found = person_seen(asked)
    if not is_own(asked, found):
        raise NotHere("works for others too")
    return found


def put(asked: Asked, person: Person, act: str) -> None:
    """Keep a new version of them, write it down and tell the tills."""
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.configuration.put_staff(person, asked.now())
        pages.audit(asked.visitor.person_id, act, person.id, {"role": person.role.value})
    asked.books.announce(asked.visitor.merchant_id)
