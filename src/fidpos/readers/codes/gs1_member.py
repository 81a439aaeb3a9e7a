"""GS1 element strings at the counter: a member's service relation, one of our numbers, an article.

Nothing may stand beside a member's number, but the instance number of a service relation: a value without a
predefined length swallows what follows it, such as a second scan.
"""

import re

from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.domain.check_digit import is_ean
from fidpos.readers.bank_card import is_bank_data
from fidpos.readers.codes.code import Code, Found, Gs1Rule, Issuer, own_token
from fidpos.readers.codes.gs1 import (
    Elements,
    has_predefined_length,
    parse_link,
    parse_transmitted,
    parse_written,
)

_ARTICLE_AIS = ("01", "02", "03")
_RELATION_AIS = ("8018", "8017")
"""Global Service Relation Number (GSRN): of who receives a service, a member, and of who provides it."""

_GSRN_LENGTH = 18
_INSTANCE = re.compile(r"[0-9]{1,10}")
"""Service Relation Instance Number (SRIN, AI 8019)."""


def gs1_member(code: Code, issuer: Issuer) -> Found | Refusal | None:
    """The member that an element string names; None for one that names neither a member nor an article."""
    elements = _elements(code)
    if elements is None:
        return None
    token = _token(elements, issuer)
    if isinstance(token, CardToken):
        return Found(kind="gs1", usual_symbology="code128", token=token)
    return Refusal.BANK_CARD if _has_bank_data(elements) else token


def _elements(code: Code) -> Elements | None:
    written = parse_written(code.content) or parse_link(code.content)
    return parse_transmitted(code.content) if written is None and code.is_gs1 else written


def _token(elements: Elements, issuer: Issuer) -> CardToken | Refusal | None:
    article = next((elements[ai] for ai in _ARTICLE_AIS if ai in elements), None)
    if article is not None:
        return Refusal.ARTICLE if is_ean(article) else Refusal.BAD_READ
    match tuple(elements.items()):
        case ((ai, gsrn),) | ((ai, gsrn), ("8019", _)) | (("8019", _), (ai, gsrn)) if ai in _RELATION_AIS:
            is_whole = _INSTANCE.fullmatch(elements.get("8019", "0")) is not None
            return _relation(gsrn, issuer.gs1) if is_whole else Refusal.BAD_READ
        case ((ai, number),) if ai in issuer.gs1.own_number_ais:
            return _own(number, issuer)
        case _:
            return None


def _relation(gsrn: str, rule: Gs1Rule) -> CardToken | Refusal:
    if not (len(gsrn) == _GSRN_LENGTH and gsrn.isdigit() and is_ean(gsrn)):
        return Refusal.BAD_READ
    is_ours = gsrn.startswith(rule.company_prefixes)
    return CardToken(TokenKind.NUMBER, gsrn) if is_ours else Refusal.OTHER_MERCHANT


def _own(number: str, issuer: Issuer) -> CardToken | Refusal | None:
    """Anybody may use an internal AI for anything: what is not one of our numbers is not our business."""
    own = own_token(number, issuer.layout)
    return own if isinstance(own, CardToken) or own is Refusal.OTHER_MERCHANT else None


def _has_bank_data(elements: Elements) -> bool:
    free = (value for ai, value in elements.items() if not has_predefined_length(ai))
    return any(is_bank_data(value) for value in free)
