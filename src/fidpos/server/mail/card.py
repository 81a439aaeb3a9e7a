"""The letter that carries a gift card: what it is worth, until when, and the code that a till reads."""

import io
from dataclasses import dataclass, field
from datetime import date
from typing import LiteralString
from uuid import UUID

import segno

from fidpos.domain.gift_card import Inscription
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Currency, Money
from fidpos.server.db.work import Work
from fidpos.server.mail.compose import Picture
from fidpos.server.mail.letter import Letter, MailKind
from fidpos.server.mail.outbox import Kept, own_key
from fidpos.texts.texts import Texts
from fidpos.wire.sealed import open_address, open_inscription

_FIND: LiteralString = """
    SELECT face_minor, currency, expires_on, sealed FROM gift_cards WHERE id = %s AND state = 'active'
"""
_SCALE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedCard:
    """A card that somebody is sent."""

    to: str = field(repr=False)
    amount: Money
    until: date | None
    inscription: Inscription = field(repr=False)


def mailed_card(work: Work, kept: Kept) -> MailedCard | None:
    """The card of a letter as it is now; None when it cannot be spent, or its key is destroyed.

    Raises:
        SealBroken: what was sealed is not this card's.
    """
    assert kept.subject_id is not None
    key = own_key(work, kept.subject_id)
    row = work.run(_FIND, [kept.subject_id]).fetchone()
    if key is None or row is None:
        return None
    face_minor, currency, until, sealed = row
    card_id = GiftCardId(UUID(str(kept.subject_id)))
    return MailedCard(
        to=open_address(key, card_id, kept.sealed),
        amount=Money(face_minor, Currency.of(currency)),
        until=until,
        inscription=open_inscription(key, card_id, sealed),
    )


def card_letter(card: MailedCard, language: str, texts: Texts) -> tuple[Letter, Picture]:
    """Its words, and the code."""
    number = card.inscription.number
    said = [
        texts.say("mail.gift_card.offered_by", name=card.inscription.offered_by)
        if card.inscription.offered_by
        else "",
        card.inscription.message,
        texts.say("mail.gift_card.until", until=card.until) if card.until is not None else "",
    ]
    letter = Letter(
        kind=MailKind.GIFT_CARD,
        to=card.to,
        language=language,
        params={
            "amount": texts.value(card.amount),
            "number": number.grouped,
            "more": " ".join(each for each in said if each),
        },
    )
    drawing = io.BytesIO()
    segno.make(number.canonical, error="m", micro=False).save(drawing, kind="png", scale=_SCALE, border=4)
    return letter, Picture(name="card.png", png=drawing.getvalue(), words=number.grouped)
