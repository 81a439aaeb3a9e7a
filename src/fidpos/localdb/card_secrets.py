"""Keys of single cards, the merchant's public keys, and counters of cards, as the till's store keeps them.

`CardSecretStore` is what card formats ask (`readers.cards.secrets.CardSecrets`), and what is fed by whoever
writes cards here and by the sync. A card's key is sealed under `TillKeys.card_seal` although the store is
encrypted, so that a backup under the merchant's key opens no card. Restored on another PC, such a backup has
keys that cannot be opened: they count as unknown until the centre sends them again.

No till holds a key that opens more than one card, and the store sees to it: a key that another card has is
refused. PINs of memory chips are excepted, being too short to differ; they let a chip be written, no more.

Counters are this till's memory and no more. A SUN URL copied off a card may be shown once at every till that
has not seen a later one. A restored store would forget what it saw since the backup: `restore` brings it over
from the store it replaces as far as that can be read, and where it cannot, the sync reconciles with
`raise_counter`, which only ever raises.
"""

import hmac
import logging
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.card_key import CardKey, KeyUse, check_card_key
from fidpos.domain.errors import InvalidValue, StoreError
from fidpos.localdb import card_statements as statements
from fidpos.localdb.engine import Connection, Database, Row
from fidpos.localdb.lock import Priority
from fidpos.vault import sealing
from fidpos.vault.errors import SealBroken

log = logging.getLogger(__name__)

HIDDEN_CARDS_MAX = 500
"""How many of the newest keys `card_keys` gives: so many are tried within the milliseconds a tap may take."""

PUBLIC_KEY_BYTES = 32

_CARD_LENGTH_MAX = 64
_COUNTER_MAX = 2**63 - 1
_FINGERPRINT_BYTES = 16
_TOO_SHORT_TO_DIFFER = frozenset({KeyUse.MEMORY_PIN})

T = TypeVar("T")


class CardSecretStore:
    """What cards need of the store; every method may be called from any thread.

    What readers ask never raises: a store that cannot be read or written makes a card as trustworthy as a
    printed one, and the log says why. What feeds it raises `StoreError`.

    Args:
        database: the open store.
        seal_key: `TillKeys.card_seal`.
    """

    def __init__(self, database: Database, seal_key: bytes) -> None:
        self._database = database
        self._seal_key = seal_key
        self._reading = threading.Lock()
        self._reader = database.reader()

    def close(self) -> None:
        """Give the connection back; before the store is closed, after the readers."""
        self._reader.close()

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:
        """See `CardSecrets.card_key`."""
        if key_id is None:
            rows = self._rows(statements.NEWEST_KEY, use.value, card, 1)
        else:
            rows = self._rows(statements.KEY, use.value, card, key_id)
        opened = self._opened(use, rows)
        return opened[0][1] if opened else None

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:
        """See `CardSecrets.card_keys`; at most `HIDDEN_CARDS_MAX`."""
        return self._opened(use, self._rows(statements.KEYS, use.value, HIDDEN_CARDS_MAX))

    def signing_key(self, key_id: int) -> bytes | None:
        """See `CardSecrets.signing_key`."""
        rows = self._rows(statements.SIGNING_KEY, key_id)
        return bytes(rows[0][0]) if rows and not rows[0][1] else None

    def counter_rises(self, form: str, card: str, counter: int) -> bool:
        """See `CardSecrets.counter_rises`; of two threads with the same counter, one is told so."""
        seen = self._rows(statements.COUNTER, form, card)
        if seen and seen[0][0] >= counter:
            return False
        try:
            return self.raise_counter(form, card, counter)
        except (InvalidValue, StoreError) as error:
            log.warning("a card's counter cannot be kept: %s", error)
            return False

    def is_somebodys(self, uid: str) -> bool:
        """See `CardKeyKeeper.is_somebodys`."""
        text = CardToken(TokenKind.UID, uid).text
        try:
            with self._reading:
                held = self._reader.one(statements.HOLDER, text)
                return held is not None or self._reader.one(statements.STAFF_BADGE, text, 1) is not None
        except StoreError as error:
            log.warning("it is not known whose a card is: %s", error)
            return True

    def put_card_key(self, use: KeyUse, card: str, key: CardKey) -> None:
        """Keep a key as the card's newest. Older ones stay, since the card may not have been rewritten yet.

        Args:
            use: what it opens.
            card: the UID in upper-case hex where there is one, else the number on the card.
            key: another key of the same id is replaced.

        Raises:
            InvalidValue: of another length, or another card has it.
            StoreError: it was not kept.
        """
        check_card_key(use, key)
        _check_card(card)
        fingerprint = self._fingerprint(use, key)
        sealed = sealing.seal(self._seal_key, key.secret, _aad(use, card, key.key_id))

        def put(connection: Connection) -> None:
            if fingerprint and _is_there(connection, statements.ANOTHER_WITH_IT, fingerprint, card, 1):
                raise InvalidValue("another card has this key: no till may hold a key of several cards")
            (last,) = connection.execute(statements.LAST_POSITION, (0, use.value)).fetchall()[0]
            connection.execute(statements.DROP_RETIRED, (use.value, card, 1))
            connection.execute(
                statements.PUT_KEY, (use.value, card, key.key_id, last + 1, sealed, fingerprint, 0)
            )

        self._write(put)

    def retire_card_key(self, use: KeyUse, card: str, key_id: int) -> None:
        """The card no longer has this key. It is destroyed, or, being the only one, as soon as another comes.

        Raises:
            StoreError: it is as it was.
        """

        def retire(connection: Connection) -> None:
            if _is_there(connection, statements.ANOTHER_KEY, use.value, card, key_id, 1):
                connection.execute(statements.DROP_KEY, (use.value, card, key_id))
            else:
                connection.execute(statements.RETIRE_KEY, (1, use.value, card, key_id))

        self._write(retire)

    def forget_card(self, card: str) -> None:
        """Destroy every key and counter that is kept under this text: the card is lost or gone.

        Raises:
            StoreError: they are as they were.
        """

        def forget(connection: Connection) -> None:
            connection.execute(statements.DROP_KEYS, (card,))
            connection.execute(statements.DROP_COUNTERS, (card,))

        self._write(forget)

    def raise_counter(self, form: str, card: str, counter: int) -> bool:
        """Keep the counter, durably, if it is higher than the one kept; returns whether it was.

        Raises:
            InvalidValue: no counter that the store can keep.
            StoreError: it was not kept.
        """
        _check_card(card)
        if not 0 <= counter <= _COUNTER_MAX:
            raise InvalidValue("no counter of a card")

        def raised(connection: Connection) -> bool:
            return connection.execute(statements.RAISE_COUNTER, (form, card, counter)).rowcount == 1

        # A customer waits for the answer, so it goes before a pull; the transaction is one row.
        return self._database.write(Priority.CHECKOUT, raised)

    def put_signing_key(self, key_id: int, public_key: bytes) -> None:
        """Trust what the merchant signs with this key from now on. Again is no change, also once retired.

        Raises:
            InvalidValue: no Ed25519 public key, or another one has this id.
            StoreError: it was not kept.
        """
        if len(public_key) != PUBLIC_KEY_BYTES:
            raise InvalidValue(f"an Ed25519 public key has {PUBLIC_KEY_BYTES} bytes")

        def put(connection: Connection) -> None:
            known = connection.execute(statements.SIGNING_KEY, (key_id,)).fetchone()
            if known is not None and not hmac.compare_digest(bytes(known[0]), public_key):
                raise InvalidValue("another signing key has this id")
            connection.execute(statements.PUT_SIGNING_KEY, (key_id, public_key, 0))

        self._write(put)

    def retire_signing_key(self, key_id: int) -> None:
        """What was signed with this key is no longer genuine, for ever.

        Raises:
            InvalidValue: there is no such key.
            StoreError: it is as it was.
        """

        def retire(connection: Connection) -> None:
            if connection.execute(statements.RETIRE_SIGNING_KEY, (1, key_id)).rowcount != 1:
                raise InvalidValue("no such signing key")

        self._write(retire)

    def _rows(self, statement: str, *values: object) -> list[Row]:
        try:
            with self._reading:
                return self._reader.all(statement, *values)
        except StoreError as error:
            log.warning("what is known of a card cannot be read: %s", error)
            return []

    def _opened(self, use: KeyUse, rows: list[Row]) -> tuple[tuple[str, CardKey], ...]:
        opened = []
        for card, key_id, sealed in rows:
            try:
                secret = sealing.unseal(self._seal_key, sealed, _aad(use, card, key_id))
            except SealBroken as error:
                log.warning("a card's key was sealed by another till: %s", error)
                continue
            opened.append((card, CardKey(key_id=key_id, secret=secret)))
        return tuple(opened)

    def _fingerprint(self, use: KeyUse, key: CardKey) -> bytes | None:
        if use in _TOO_SHORT_TO_DIFFER:
            return None
        return hmac.digest(self._seal_key, b"card key" + key.secret, sha256)[:_FINGERPRINT_BYTES]

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._database.write(Priority.BACKGROUND, work)


def _aad(use: KeyUse, card: str, key_id: int) -> bytes:
    return f"{use.value} {card} {key_id}".encode()


def _check_card(card: str) -> None:
    if not (0 < len(card) <= _CARD_LENGTH_MAX and card.isascii() and card.isalnum()):
        raise InvalidValue("a card is named by 1 to 64 ASCII letters and digits")


def _is_there(connection: Connection, statement: str, *values: object) -> bool:
    return connection.execute(statement, values).fetchone() is not None
