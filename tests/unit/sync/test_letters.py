"""A till without a line and its centre come together by letters, whatever becomes of these."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.server.ports import TillStatus
from fidpos.server.services.letters import PostRoom, Taken
from fidpos.sync.letters import Applied, ReplyTooOld, Writer, apply_reply, write_letter
from fidpos.sync.outgoing import Outgoing
from fidpos.vault.boxes import box_public_key, new_box_key
from fidpos.wire.sync.letter import LetterRefused, open_head
from fidpos.wire.sync.pairing_code import PublicKeys
from fidpos.wire.sync.push import PushVerdict
from tests.helpers.memory_till import MemoryTill
from tests.helpers.sync_pair import OTHER_TILL, TILL, Pair
from tests.simulation.shop import MERCHANT

CENTRE, TILL_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
BOX = new_box_key()
KEYS = PublicKeys(identity=CENTRE.public_key().public_bytes_raw(), box=box_public_key(BOX))


class Post:
    """A pair that only letters connect, each a file in memory."""

    def __init__(self) -> None:
        self.pair = Pair()
        records = self.pair.data.tills
        for till_id in (TILL, OTHER_TILL):
            records[till_id] = replace(records[till_id], public_key=TILL_KEY.public_key().public_bytes_raw())
        self.room = PostRoom(
            self.pair.centre,
            self.pair.clock,
            open_head=lambda envelope: open_head(envelope, BOX),
            open_box=lambda _, box: box,
            sign=CENTRE.sign,
        )

    def letter(self, till: MemoryTill | None = None, rows_max: int = 2) -> bytes:
        """What the till writes."""
        till, file = till or self.pair.till, io.BytesIO()
        outgoing = Outgoing(seal_box=lambda _, key: key, rows_max=rows_max, with_hashes=True)
        write_letter(till, _writer(till), outgoing, self.pair.clock, file)
        return file.getvalue()

    def take(self, letter: bytes) -> Taken:
        return self.room.take(io.BytesIO(letter))

    def answer(self, letter: bytes) -> bytes:
        """What the centre writes back."""
        file = io.BytesIO()
        self.room.reply(self.take(letter), file)
        return file.getvalue()

    def read(self, reply: bytes, till: MemoryTill | None = None) -> Applied:
        till = till or self.pair.till
        return apply_reply(till, _writer(till), io.BytesIO(reply))

    def converse(self, till: MemoryTill | None = None) -> Applied:
        """Letters and replies, until one joins what the centre has."""
        while (applied := self.read(self.answer(self.letter(till)), till)).again:
            """Once more."""
        return applied


def _writer(till: MemoryTill) -> Writer:
    return Writer(
        merchant_id=MERCHANT, till_id=till.till_id, private_key=TILL_KEY.private_bytes_raw(), keys=KEYS
    )


@pytest.fixture
def post() -> Post:
    return Post()


def test_what_a_letter_carries_may_be_known_elsewhere_from_then_on(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    post.letter()

    assert post.pair.till.offered == len(post.pair.till.rows)


def test_what_a_till_told_by_letter_is_at_the_centre(post: Post) -> None:
    for _ in range(5):
        post.pair.counter.buy(post.pair.till)
    post.converse()

    assert len(post.pair.data.events) == len(post.pair.till.rows)
    assert post.pair.till.memory().acked == post.pair.till.head().anchor


def test_what_another_till_told_comes_with_the_reply(post: Post) -> None:
    other = post.pair.new_till(OTHER_TILL)
    post.pair.counter.buy(other)
    post.converse(other)
    post.converse()

    assert post.pair.till.accounts == other.accounts


def test_a_letter_that_got_lost_is_contained_in_the_next_one(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    post.letter()
    post.pair.counter.buy(post.pair.till)
    post.converse()

    assert len(post.pair.data.events) == len(post.pair.till.rows)


def test_a_letter_that_is_carried_twice_changes_nothing(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    letter = post.letter()
    post.answer(letter)
    before = dict(post.pair.data.accounts)
    post.read(post.answer(letter))

    assert post.pair.data.accounts == before


def test_a_reply_that_is_read_twice_changes_nothing(post: Post) -> None:
    other = post.pair.new_till(OTHER_TILL)
    post.pair.counter.buy(other)
    post.converse(other)
    reply = post.answer(post.letter())
    post.read(reply)

    assert post.read(reply).changes == 0


def test_a_reply_counts_as_contact_as_of_when_its_letter_was_written(post: Post) -> None:
    post.converse()
    written_at, letter = post.pair.clock.now(), post.letter()
    post.pair.clock.advance(86_400)
    post.read(post.answer(letter))

    heard_at = post.pair.till.heard_out_at
    assert heard_at is not None
    assert abs(heard_at - written_at) < timedelta(seconds=1)


def test_a_reply_that_asks_for_more_is_no_contact(post: Post) -> None:
    post.converse()
    heard_at = post.pair.till.heard_out_at
    post.pair.data.lineages.clear()
    post.pair.clock.advance(86_400)
    applied = post.read(post.answer(post.letter()))

    assert applied.again
    assert post.pair.till.heard_out_at == heard_at


def test_a_reply_of_last_week_does_not_undo_what_was_heard_since(post: Post) -> None:
    other = post.pair.new_till(OTHER_TILL)
    post.pair.counter.buy(other)
    post.converse(other)
    old = post.answer(post.letter())
    post.pair.counter.buy(other)
    post.converse(other)
    post.converse()

    with pytest.raises(ReplyTooOld):
        post.read(old)
    assert post.pair.till.accounts == other.accounts


def test_what_was_sold_between_letter_and_reply_stays_on_top(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    reply = post.answer(post.letter())
    post.pair.counter.buy(post.pair.till)
    post.read(reply)
    post.converse()

    assert post.pair.data.accounts == post.pair.till.accounts


def test_a_centre_that_was_restored_is_told_everything_again(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    before = post.pair.data.copy()
    post.converse()
    post.pair.centre.data[MERCHANT] = before
    post.pair.centre.restored += 1
    post.pair.counter.buy(post.pair.till)
    post.converse()

    assert len(post.pair.data.events) == len(post.pair.till.rows)


def test_a_journal_that_went_on_elsewhere_goes_on_in_a_new_epoch(post: Post) -> None:
    post.converse()
    twin = post.pair.till.copy()
    post.pair.counter.buy(post.pair.till)
    post.converse()
    post.pair.counter.buy(twin)
    post.converse(twin)

    assert len(post.pair.data.applied) >= 2
    assert twin.memory().acked == twin.head().anchor


def test_a_reply_that_asks_for_a_new_epoch_is_followed_once(post: Post) -> None:
    post.converse()
    twin = post.pair.till.copy()
    post.pair.counter.buy(post.pair.till)
    post.converse()
    post.pair.counter.buy(twin)
    reply = post.answer(post.letter(twin))
    assert post.read(reply, twin).again
    epoch = twin.head().epoch

    with pytest.raises(ReplyTooOld):
        post.read(reply, twin)
    assert twin.head().epoch == epoch


def test_an_old_reply_that_asks_for_more_takes_back_nothing_that_is_known(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    before = post.pair.data.copy()
    post.converse()
    after = post.pair.data
    post.pair.counter.buy(post.pair.till)
    post.pair.centre.data[MERCHANT] = before
    asks_for_more = post.answer(post.letter())
    post.pair.centre.data[MERCHANT] = after
    post.converse()
    acked = post.pair.till.memory().acked

    with pytest.raises(ReplyTooOld):
        post.read(asks_for_more)
    assert post.pair.till.memory().acked == acked


@pytest.mark.parametrize("place", [0, 8, 40, 80, 400, -1])
def test_a_letter_that_was_changed_anywhere_is_refused_before_anything_is_done(
    post: Post, place: int
) -> None:
    post.pair.counter.buy(post.pair.till)
    letter = bytearray(post.letter())
    letter[place] ^= 1

    with pytest.raises(LetterRefused):
        post.take(bytes(letter))
    assert not post.pair.data.events


@pytest.mark.parametrize("cut", [0, 7, 71, 75, 100, 500])
def test_a_letter_that_was_cut_is_refused(post: Post, cut: int) -> None:
    post.pair.counter.buy(post.pair.till)

    with pytest.raises(LetterRefused):
        post.take(post.letter()[:cut])


def test_a_letter_of_a_locked_till_is_refused(post: Post) -> None:

    letter = post.letter()
    post.pair.data.tills[TILL] = replace(post.pair.data.tills[TILL], status=TillStatus.REVOKED)

    with pytest.raises(LetterRefused, match="locked"):
        post.take(letter)


def test_a_reply_to_another_till_is_refused(post: Post) -> None:
    other = post.pair.new_till(OTHER_TILL)
    reply = post.answer(post.letter(other))
    stranger = Writer(
        merchant_id=MERCHANT,
        till_id=TILL,
        private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        keys=KEYS,
    )

    with pytest.raises(LetterRefused):
        apply_reply(post.pair.till, stranger, io.BytesIO(reply))


def changed(place: int) -> Callable[[bytes], bytes]:
    def change(reply: bytes) -> bytes:
        return reply[:place] + bytes([reply[place] ^ 1]) + reply[place + 1 :]

    return change


@pytest.mark.parametrize("place", [0, 8, 80, 200])
def test_a_reply_that_was_changed_is_refused(post: Post, place: int) -> None:
    post.pair.counter.buy(post.pair.till)
    reply = changed(place)(post.answer(post.letter()))

    with pytest.raises(LetterRefused):
        post.read(reply)


def test_a_letter_says_what_became_of_it(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    taken = post.take(post.letter())

    assert (taken.verdict, taken.events) == (PushVerdict.OK, len(post.pair.till.rows))


def test_whoever_finds_a_letter_reads_nothing_in_it(post: Post) -> None:
    post.pair.counter.buy(post.pair.till)
    letter = post.letter()

    assert b"visit_closed" not in letter
    assert str(MERCHANT).encode() not in letter
