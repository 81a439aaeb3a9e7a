"""Members by what a till knows of them; each way by an index of its own."""

from collections.abc import Sequence
from typing import LiteralString

from fidpos.domain.folding import after_prefix
from fidpos.domain.ids import MemberId
from fidpos.server.db.work import Work

_BY_CARD: LiteralString = "SELECT member_id FROM cards WHERE token = %s AND same_as IS NULL"
_BY_NUMBER: LiteralString = """
    SELECT coalesce(merged_into, id) FROM members WHERE number = %s AND erased_at IS NULL
"""
_BY_PHONE: LiteralString = "SELECT id FROM members WHERE phone_key = %s ORDER BY id LIMIT %s"
_BY_EMAIL: LiteralString = """
    SELECT id FROM members WHERE profile ->> 'email' = %s AND merged_into IS NULL ORDER BY id LIMIT %s
"""
_BY_FAMILY_NAME: LiteralString = """
    SELECT id FROM members
    WHERE family_first >= %(first)s AND family_first < %(after)s AND family_first LIKE ALL(%(words)s::text[])
    ORDER BY family_first, id LIMIT %(limit)s
"""
_BY_GIVEN_NAME: LiteralString = """
    SELECT id FROM members
    WHERE given_first >= %(first)s AND given_first < %(after)s AND given_first LIKE ALL(%(words)s::text[])
    ORDER BY given_first, id LIMIT %(limit)s
"""


def by_card(work: Work, token: str) -> Sequence[MemberId]:
    """Whose card it is."""
    return _ids(work, _BY_CARD, [token])


def by_number(work: Work, number: str) -> Sequence[MemberId]:
    """Whose number it is; who was merged leads to who remains."""
    return _ids(work, _BY_NUMBER, [number])


def by_phone(work: Work, digits: str, at_most: int) -> Sequence[MemberId]:
    """Those with this telephone, folded."""
    return _ids(work, _BY_PHONE, [digits, at_most])


def by_email(work: Work, address: str, at_most: int) -> Sequence[MemberId]:
    """Those with this e-mail address."""
    return _ids(work, _BY_EMAIL, [address, at_most])


def by_name(work: Work, words: Sequence[str], at_most: int) -> Sequence[MemberId]:
    """Those whose family name, or else given name, begins with the first word; further words narrow it down.

    Folded words hold letters, digits and nothing else, so that none of them means anything to LIKE.
    """
    values = {
        "first": words[0],
        "after": after_prefix(words[0]),
        "words": [f"% {word}%" for word in words[1:]],
        "limit": at_most,
    }
    return [*_ids(work, _BY_FAMILY_NAME, values), *_ids(work, _BY_GIVEN_NAME, values)]


def _ids(
    work: Work, statement: LiteralString, values: Sequence[object] | dict[str, object]
) -> list[MemberId]:
    return [MemberId(id_) for (id_,) in work.run(statement, values)]
