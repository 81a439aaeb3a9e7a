"""Finding members for a till: a card, a number, a phone, an address exactly; a name by its beginning, a few.

A till that asks too often has to wait (`api.desk`): with names alone, nobody can list a merchant's members.
"""

from typing import assert_never

from fidpos.domain.folding import fold, fold_phone
from fidpos.domain.ids import MemberId
from fidpos.server.office_port import OfficeBook
from fidpos.server.ports import TillRecord, Unit
from fidpos.wire.sync.find import DIGITS_MIN, FOUND_MAX, LETTERS_MIN, TEXT_MAX, Find, FindAnswer, FindBy


def find(unit: Unit, till: TillRecord, asked: Find) -> FindAnswer:
    """Look for whom the till asks; its shop holds from now on whoever is found."""
    book = unit.office()
    found = _found(book, asked) if len(asked.text) <= TEXT_MAX else ()
    members = tuple(dict.fromkeys(found))[:FOUND_MAX]
    if members:
        book.hold(till.shop_id, members)
    return FindAnswer(found=len(members))


def _found(book: OfficeBook, asked: Find) -> tuple[MemberId, ...]:
    match asked.by:
        case FindBy.CARD:
            return tuple(book.by_card(asked.text))
        case FindBy.NUMBER:
            return tuple(book.by_number(asked.text))
        case FindBy.PHONE:
            digits = fold_phone(asked.text)
            return tuple(book.by_phone(digits, FOUND_MAX)) if len(digits) >= DIGITS_MIN else ()
        case FindBy.EMAIL:
            return tuple(book.by_email(asked.text, FOUND_MAX)) if "@" in asked.text else ()
        case FindBy.NAME:
            words = fold(asked.text).split()
            long_enough = max(map(len, words), default=0) >= LETTERS_MIN
            return tuple(book.by_name(words, FOUND_MAX)) if long_enough else ()
        case _:
            assert_never(asked.by)
