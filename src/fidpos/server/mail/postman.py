"""Delivers what waits in the outbox: now, later, or not at all.

A letter leaves once. Only a process that ends between the mail server's answer and our note of it sends a
second copy, under the same Message-ID.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString
from uuid import UUID, uuid5

import msgspec

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId
from fidpos.server.db.queueing import Errand, queue
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.mail import outbox
from fidpos.server.mail.card import card_letter, mailed_card
from fidpos.server.mail.compose import Envelope, Picture, composed
from fidpos.server.mail.letter import Letter, MailKind, MailState
from fidpos.server.mail.smtp import MailDelayed, MailRefused, MailServer
from fidpos.texts.texts import Texts

_log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""Before each new try; after the last of them, about a day, nobody is expected to take it any more."""
_REVIEW = UUID("0b2a0f0c-6f2e-4f0e-9f3a-8f0f6a1d9b51")
_MERCHANT: LiteralString = "SELECT name FROM merchants WHERE merchant_id = %s"
_HOUSE = "fidpos"
"""In whose name the installation itself writes."""
_TELL_OFFICE: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, subject_id, detail, found_at)
    VALUES (%s, %s, 'mail_refused', %s, %s::jsonb, %s)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postman:
    """Of a centre.

    Attributes:
        server: who takes messages; None where the installation names nobody: letters wait, and are tried
            again like others.
        languages: the words, by language; the first one is that of who asked for none of them.
    """

    store: PostgresCentre
    clock: Clock
    server: MailServer | None
    languages: Mapping[str, Texts]

    def deliver(self, merchant_id: MerchantId, mail_id: UUID) -> MailState | None:
        """One letter; nothing for what is over.

        Raises:
            DatabaseError: the database is away; tried again later.
        """
        with self.store.work(merchant_id) as work:
            kept = outbox.take(work, mail_id)
            found = self._read(work, kept) if kept is not None else None
            row = work.run(_MERCHANT, [merchant_id]).fetchone()
            if kept is not None and found is None:
                outbox.end(work, mail_id, MailState.DROPPED)
        if kept is None or found is None:
            return MailState.DROPPED if kept is not None else None
        letter, picture = found
        try:
            self._hand_over(letter, picture, mail_id, merchant=str(row[0]) if row else _HOUSE)
        except MailDelayed as fault:
            return self._wait(merchant_id, kept, str(fault))
        except MailRefused as fault:
            return self._give_up(merchant_id, kept, str(fault))
        with self.store.work(merchant_id) as work:
            outbox.end(work, mail_id, MailState.SENT)
        return MailState.SENT

    def _read(self, work: Work, kept: outbox.Kept) -> tuple[Letter, Picture | None] | None:
        if kept.kind is not MailKind.GIFT_CARD:
            letter = outbox.opened(work, kept)
            return (letter, None) if letter is not None else None
        card = mailed_card(work, kept)
        return card_letter(card, kept.language, self._texts(kept.language)) if card is not None else None

    def _hand_over(self, letter: Letter, picture: Picture | None, mail_id: UUID, *, merchant: str) -> None:
        if self.server is None:
            raise MailDelayed("no mail server is named")
        envelope = Envelope(
            mail_id=mail_id,
            sender=self.server.sender,
            merchant=merchant,
            to=letter.to,
            at=self.clock.now(),
        )
        self.server.take(composed(letter, self._texts(letter.language), envelope, picture))

    def _texts(self, language: str) -> Texts:
        return self.languages.get(language) or next(iter(self.languages.values()))

    def _wait(self, merchant_id: MerchantId, kept: outbox.Kept, fault: str) -> MailState:
        if kept.tries > len(PAUSES):
            return self._give_up(merchant_id, kept, fault)
        _log.info("a letter waits: %s", fault)
        with self.store.work(merchant_id) as work:
            outbox.delay(work, kept.id, fault)
            queue(work, Errand.MAIL, kept.id, at=self.clock.now() + PAUSES[kept.tries - 1])
        return MailState.WAITING

    def _give_up(self, merchant_id: MerchantId, kept: outbox.Kept, fault: str) -> MailState:
        """The office is told: whose letter it was, not to which address.

        Of an invitation it is not: whoever invited was shown the same link.
        """
        _log.warning("a letter is not taken: %s", fault)
        with self.store.work(merchant_id) as work:
            outbox.end(work, kept.id, MailState.REFUSED, fault)
            if kept.kind is MailKind.INVITATION:
                return MailState.REFUSED
            detail = msgspec.json.encode({"letter": kept.kind.value, "answer": fault}).decode()
            review_id = uuid5(_REVIEW, str(kept.id))
            now = work.clock.now()
            work.run(_TELL_OFFICE, [work.merchant_id, review_id, kept.subject_id, detail, now])
        return MailState.REFUSED
