"""A till without a line: what it has to say goes into a letter, and the reply brings what others did.

A letter holds everything after what the centre is known to have, so that a letter that got lost, or was
carried twice, costs nothing. A reply is applied once, and only on top of what its letter was written from.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, TillId, born_at, uuid7
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import SyncStore
from fidpos.wire.events import EpochReason
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.letter import (
    LETTER,
    REPLY,
    Contents,
    LetterHead,
    LetterRefused,
    Received,
    ReplyHead,
    message_in,
    seal_head,
    write,
)
from fidpos.wire.sync.pairing_code import PublicKeys
from fidpos.wire.sync.pull import PullAnswer
from fidpos.wire.sync.push import Push, PushVerdict


class ReplyTooOld(FidposError):
    """The till has heard more since it wrote the letter: nothing of the reply is needed any more."""

    code = "reply_too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes to whom.

    Attributes:
        private_key: the till's, Ed25519.
        keys: the centre's, as the pairing proved them.
    """

    merchant_id: MerchantId
    till_id: TillId
    private_key: bytes = field(repr=False)
    keys: PublicKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter.

    Attributes:
        events: that it carries.
    """

    letter_id: UUID
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A reply.

    Attributes:
        changes: that it brought.
        again: the centre could not join the letter to what it has: write another one, which carries more.
    """

    changes: int
    again: bool = False


def write_letter(
    store: SyncStore, writer: Writer, outgoing: Outgoing, clock: Clock, file: BinaryIO
) -> Written:
    """Everything that the centre is not known to have; the file is empty, for writing and reading.

    Raises:
        OSError: the file could not be written.
        StoreError: the store could not be read.
    """
    memory, now = store.memory(), clock.now()
    acked = memory.acked if store.anchor_at(memory.acked.seq) == memory.acked else START
    letter_id = uuid7(now)
    head = LetterHead(
        letter_id=letter_id,
        merchant_id=writer.merchant_id,
        till_id=writer.till_id,
        written_at=now,
        lineage=store.head().epoch,
        base=acked,
        after=memory.feed,
        echo=memory.echo,
        stream_key=secrets.token_bytes(32),
        reply_key=_reply_key(writer, letter_id),
    )
    key = Ed25519PrivateKey.from_private_bytes(writer.private_key)
    contents = Contents(
        magic=LETTER,
        envelope=seal_head(head, writer.keys.box),
        key=head.stream_key,
        frames=_pushes(store, outgoing, acked, head.lineage),
    )
    store.offer(store.head().anchor.seq)
    write(file, contents, key.sign)
    return Written(letter_id=letter_id, events=store.head().anchor.seq - acked.seq)


def apply_reply(store: SyncStore, writer: Writer, file: BinaryIO) -> Applied:
    """Make what others did our own; after a kill in between, the same reply goes on where it was.

    Raises:
        LetterRefused: not a reply to this till, or changed.
        ReplyTooOld: see there.
        StoreError: some of it was not written.
    """
    received = Received(file, REPLY)
    received.check(writer.keys.identity)
    try:
        letter_id = UUID(bytes=received.envelope)
    except ValueError:
        raise LetterRefused("the envelope names no letter") from None
    frames = received.frames(_reply_key(writer, letter_id))
    head = message_in(next(frames, b""), ReplyHead)
    if head.letter_id != letter_id:
        raise LetterRefused("the reply is to another letter")
    if head.verdict is not PushVerdict.OK:
        return _start_over(store, head)
    if store.anchor_at(head.have.seq) != head.have:
        raise LetterRefused("the reply names a row that is not ours")
    changes, at, is_whole = 0, head.after, False
    for frame in frames:
        answer = message_in(frame, PullAnswer)
        is_whole = not answer.more
        if store.memory().feed == at:
            changes += _apply(store, answer)
        at = answer.cursor
    if store.memory().feed != at:
        raise ReplyTooOld("more was heard since")
    store.remember(replace(store.memory(), acked=head.have, generation=head.generation))
    if is_whole:
        store.heard_out(born_at(letter_id), head.have)
    return Applied(changes=changes)


def _apply(store: SyncStore, answer: PullAnswer) -> int:
    whole = not answer.more and answer.have == store.head().anchor
    echo = (store.memory().echo or answer.reset) and not whole
    store.apply(answer.changes, have=answer.have, cursor=answer.cursor, echo=echo)
    return len(answer.changes)


def _start_over(store: SyncStore, head: ReplyHead) -> Applied:
    """The centre lacks what the letter begins with, or our journal went on elsewhere: once."""
    if (store.head().epoch, store.memory().acked) != (head.lineage, head.base):
        raise ReplyTooOld("it was followed, or more was heard since")
    if head.verdict is PushVerdict.FORK:
        store.begin_epoch(EpochReason.FORKED)
    known = head.have if store.anchor_at(head.have.seq) == head.have else START
    store.remember(replace(store.memory(), acked=known, generation=head.generation))
    return Applied(changes=0, again=True)


def _pushes(store: SyncStore, outgoing: Outgoing, have: Anchor, lineage: UUID) -> Iterator[Push]:
    head = store.head().anchor
    while have.seq < head.seq:
        push = outgoing.next(store, have, lineage)
        have = Anchor(have.seq + len(push.rows), push.head)
        yield push


def _reply_key(writer: Writer, letter_id: UUID) -> bytes:
    """Follows from the till's key, so that nothing has to be kept between letter and reply."""
    return hmac.digest(writer.private_key, b"fidpos reply 1" + letter_id.bytes, hashlib.sha256)
