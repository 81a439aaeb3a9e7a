"""Letters of tills without a line: taken as if they had been pushed, and answered as if they had pulled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fidpos.domain.clock import Clock
from fidpos.server.ports import CentreStore, TillRecord, TillStatus, Unit
from fidpos.server.services.push import OpenBox, take
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.letter import (
    LETTER,
    REPLY,
    Contents,
    LetterHead,
    LetterRefused,
    Received,
    ReplyHead,
    Sign,
    message_in,
    write,
)
from fidpos.wire.sync.pull import Pull, PullAnswer
from fidpos.wire.sync.push import Push, PushVerdict

OpenHead = Callable[[bytes], LetterHead]
"""Opens the envelope of a letter with the centre's own key.

Raises:
    LetterRefused: it is not for this centre.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a letter.

    Attributes:
        events: rows in it, known before or not.
        outcomes: events of them that were not simply applied.
    """

    head: LetterHead
    verdict: PushVerdict
    have: Anchor
    events: int
    outcomes: int


class PostRoom:
    """Takes letters and writes replies; each push and each page of a reply is a transaction of its own.

    A letter that is read again changes nothing and is answered anew.
    """

    def __init__(
        self, store: CentreStore, clock: Clock, *, open_head: OpenHead, open_box: OpenBox, sign: Sign
    ) -> None:
        self._store = store
        self._clock = clock
        self._open_head = open_head
        self._open_box = open_box
        self._sign = sign

    def take(self, file: BinaryIO) -> Taken:
        """Store what the till tells, and everything that follows from it.

        Raises:
            LetterRefused: not for this centre, of no till that it knows, or changed; nothing was done.
            InvalidValue, SealBroken: a push contradicts itself; those before it are stored.
        """
        received = Received(file, LETTER)
        head = self._open_head(received.envelope)
        with self._store.unit(head.merchant_id) as unit:
            received.check(_till(unit, head).public_key)
        verdict, events, outcomes = PushVerdict.OK, 0, 0
        for frame in received.frames(head.stream_key):
            push = message_in(frame, Push)
            with self._store.unit(head.merchant_id) as unit:
                till = _till(unit, head)
                answer = take(unit, till, push, now=self._clock.now(), open_box=self._open_box)
            verdict = answer.verdict
            if verdict is not PushVerdict.OK:
                break
            events += len(push.rows)
            outcomes += len(answer.outcomes)
        with self._store.unit(head.merchant_id) as unit:
            known = unit.lineage(head.till_id, head.lineage)
        if known is None and verdict is PushVerdict.OK:
            verdict = PushVerdict.GAP
        return Taken(
            head=head,
            verdict=verdict,
            have=known.head if known is not None else START,
            events=events,
            outcomes=outcomes,
        )

    def reply(self, taken: Taken, file: BinaryIO) -> None:
        """What the till has to know now; the file is empty, for writing and reading.

        Raises:
            OSError: it could not be written.
        """
        head = taken.head
        contents = Contents(
            magic=REPLY, envelope=head.letter_id.bytes, key=head.reply_key, frames=self._frames(taken)
        )
        write(file, contents, self._sign)

    def _frames(self, taken: Taken) -> Iterator[ReplyHead | PullAnswer]:
        head = taken.head
        yield ReplyHead(
            letter_id=head.letter_id,
            lineage=head.lineage,
            base=head.base,
            after=head.after,
            verdict=taken.verdict,
            have=taken.have,
            generation=self._store.generation(),
            answered_at=self._clock.now(),
        )
        if taken.verdict is PushVerdict.OK:
            yield from self._pages(head)

    def _pages(self, head: LetterHead) -> Iterator[PullAnswer]:
        after, more = head.after, True
        while more:
            with self._store.unit(head.merchant_id) as unit:
                pull = Pull(lineage=head.lineage, after=after, echo=head.echo)
                answer = unit.changes(_till(unit, head), pull)
            if answer is None:
                raise LetterRefused("the till's journal is not known any more")
            yield answer
            after, more = answer.cursor, answer.more


def _till(unit: Unit, head: LetterHead) -> TillRecord:
    till = unit.till(head.till_id)
    if till is None or till.status is not TillStatus.ACTIVE:
        raise LetterRefused("no such till, or it is locked", what="till")
    return till
