"""The office's book on PostgreSQL: `office_port.OfficeBook`, in the transaction of a unit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import LiteralString
from uuid import UUID, uuid5

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import AccountId, LotId, MemberId, ShopId
from fidpos.server.db import (
    applying,
    erasing,
    expiring,
    feed,
    file_acts,
    finding,
    gift_acts,
    gift_debts,
    merging,
    states,
)
from fidpos.server.db.arrays import uuids
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.generation import read_generation
from fidpos.server.db.people import subject_keys
from fidpos.server.db.suppressing import contact_digests, suppress_members
from fidpos.server.db.tables import HOUSE
from fidpos.server.db.work import Work
from fidpos.server.office_port import Doubled, Likeness, OwnHead, OwnRow
from fidpos.wire.events import CardLinked
from fidpos.wire.office_events import (
    AccountParted,
    AccountsPooled,
    GiftCardProlonged,
    GiftDebtSettled,
    LabelsChanged,
    LikeATill,
    LotsExpired,
    MemberErased,
    MembersMerged,
    OfficeEvent,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
)
from fidpos.wire.sealed import open_token
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import AccountState, MemberState

Sign = Callable[[bytes], bytes]
"""Signs the hash of a row with the centre's identity."""

DOUBLED = "doubled_enrolment"
"""Kind of review: two members may be one person."""

_BOOTS = UUID("0d5d4f0a-3b3e-4a56-8f5e-7f2b2f6b9d31")

_LOCK: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"
_HEAD: LiteralString = "SELECT seq, hash, epoch, boot_id FROM server_journal ORDER BY seq DESC LIMIT 1"
_APPEND: LiteralString = """
    INSERT INTO server_journal (
        merchant_id, seq, event_id, epoch, hash, schema_version, wall_ts, boot_id, monotonic, body, signature,
        account_id
    )
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_REMAINS: LiteralString = """
    SELECT id, account_id FROM members
    WHERE id = coalesce((SELECT merged_into FROM members WHERE id = %s), %s) AND erased_at IS NULL
"""
_LOCK_ACCOUNT: LiteralString = "SELECT FROM accounts WHERE id = %s FOR NO KEY UPDATE"
_BALANCES: LiteralString = "SELECT counter, amount FROM balances WHERE account_id = %s AND amount != 0"
_EXPIRED: LiteralString = """
    SELECT a.lot_id, sum(a.amount)::bigint
    FROM ledger_entries e JOIN lot_allocations a ON a.entry_id = e.id
    WHERE e.kind = 'expire' AND e.account_id = ANY(ARRAY(
        SELECT id FROM accounts WHERE id = %(account)s OR merged_into = %(account)s
    ))
    GROUP BY a.lot_id
"""
_PAST: LiteralString = """
    SELECT DISTINCT account_id FROM lots
    WHERE expires_on < %(day)s AND remaining > 0 AND NOT withheld
        AND (spendable_from IS NULL OR spendable_from <= %(day)s)
    ORDER BY account_id LIMIT %(limit)s
"""
_HOLDER: LiteralString = "SELECT member_id FROM cards WHERE token = %s"
_SUSPECT: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, subject_id, detail, found_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""
_SUSPECTS: LiteralString = """
    SELECT subject_id, detail ->> 'second', detail ->> 'likeness', found_at FROM reviews
    WHERE kind = %s AND settled_at IS NULL ORDER BY found_at, id
"""
_SETTLE: LiteralString = """
    UPDATE reviews SET settled_at = %(at)s, outcome = %(outcome)s
    WHERE kind = %(kind)s AND settled_at IS NULL
        AND (subject_id = ANY(%(members)s) OR (detail ->> 'second')::uuid = ANY(%(members)s))
        AND (NOT %(both)s
            OR subject_id = ANY(%(members)s) AND (detail ->> 'second')::uuid = ANY(%(members)s))
"""
_ALIKE: LiteralString = """
    SELECT first, other, likeness FROM (
        SELECT first_value(id) OVER named AS first, id AS other, 'phone' AS likeness
        FROM members WHERE phone_key != '' AND status != 'provisional'
        WINDOW named AS (PARTITION BY phone_key ORDER BY enrolled_on, id)
        UNION ALL
        SELECT first_value(id) OVER named, id, 'email'
        FROM members WHERE profile ->> 'email' != '' AND merged_into IS NULL AND status != 'provisional'
        WINDOW named AS (PARTITION BY profile ->> 'email' ORDER BY enrolled_on, id)
        UNION ALL
        SELECT first_value(id) OVER named, id, 'name'
        FROM members
        WHERE family_first IS NOT NULL AND profile ->> 'birthday' IS NOT NULL AND status != 'provisional'
        WINDOW named AS (PARTITION BY family_first, profile -> 'birthday' ORDER BY enrolled_on, id)
    ) pairs
    WHERE first != other AND NOT EXISTS (
        SELECT FROM reviews r
        WHERE r.kind = %(kind)s AND r.subject_id = first AND r.detail ->> 'second' = other::text
            AND r.detail ->> 'likeness' = likeness
    )
    LIMIT %(limit)s
"""
_HOLD: LiteralString = """
    INSERT INTO member_shops (merchant_id, shop_id, member_id, seen_on)
    SELECT %s, %s, m, %s FROM unnest(%s) m
    ON CONFLICT (merchant_id, member_id, shop_id) DO NOTHING
"""


class PostgresOfficeBook:
    """See `office_port.OfficeBook`; of one thread.

    Args:
        work: the transaction.
        sign: signs rows; None for a program that never writes any.
    """

    def __init__(self, work: Work, sign: Sign | None) -> None:
        self._work = work
        self._sign = sign

    def boot(self) -> UUID:
        """Follows from the generation of the database."""
        return uuid5(_BOOTS, read_generation(self._work.connection))

    def head(self) -> OwnHead | None:
        """Others who want to write wait from here on."""
        self._work.run(_LOCK, [str(self._work.merchant_id)])
        row = self._work.run(_HEAD).fetchone()
        return OwnHead(anchor=Anchor(row[0], row[1]), epoch=row[2], boot=row[3]) if row else None

    def append(self, rows: Sequence[OwnRow]) -> None:
        """See `office_port.OfficeBook`."""
        with self._work.connection.cursor() as cursor:
            cursor.executemany(_APPEND, [self._values(row) for row in rows])

    def _values(self, own: OwnRow) -> tuple[object, ...]:
        assert self._sign is not None
        row = own.row
        return (
            *(self._work.merchant_id, row.seq, UUID(bytes=row.event_id), UUID(bytes=row.epoch), own.hash),
            *(row.schema_version, row.wall_ts, UUID(bytes=row.boot_id), row.monotonic, row.body),
            *(self._sign(own.hash), own.account_id),
        )

    def apply(self, events: Sequence[OfficeEvent]) -> None:
        """What a till could have told as well, as far as it comes in a row, at once."""
        for alike, some in groupby(events, lambda event: isinstance(event, LikeATill)):
            if alike:
                applying.apply_own(self._work, [each for each in some if isinstance(each, LikeATill)])
            else:
                for event in some:
                    self._apply(event)

    def _apply(self, event: OfficeEvent) -> None:
        """Each kind of event in a module of its own."""
        match event:
            case MembersMerged():
                merging.merge(self._work, event)
            case AccountsPooled():
                merging.pool(self._work, event)
            case MemberErased():
                told = [event.member_id, *erasing.led_to(self._work.connection, event.member_id)]
                suppress_members(self._work, told)
                erasing.erase(self._work.connection, event.member_id, event.at)
                feed.tell(self._work, None, dict.fromkeys(told, feed.Touch(loud=True)), None)
            case LotsExpired():
                expiring.expire(self._work, event)
            case _:
                self._apply_to_file(event)

    def _apply_to_file(self, event: OfficeEvent) -> None:
        match event:
            case PointsAdjusted():
                file_acts.adjust(self._work, event)
            case LabelsChanged():
                file_acts.label(self._work, event)
            case TierSet():
                file_acts.set_tier(self._work, event)
            case VoucherGranted():
                file_acts.grant(self._work, event)
            case VoucherTakenBack():
                file_acts.take_back(self._work, event)
            case AccountParted():
                file_acts.part(self._work, event)
            case GiftCardProlonged():
                gift_acts.prolong(self._work, event)
            case GiftDebtSettled():
                gift_debts.settle(self._work, event)
            case _:
                """It changes nothing but the journal."""

    def member(self, member_id: MemberId) -> MemberState | None:
        """Looked up again once their account is locked: they may have been merged just then."""
        before = self._remains(member_id)
        if before is None:
            return None
        self._work.run(_LOCK_ACCOUNT, [before[1]])
        remains = self._remains(member_id)
        if remains is None:
            return None
        self._work.run(_LOCK_ACCOUNT, [remains[1]])
        return next(iter(states.member_states(self._work, [remains[0]])), None)

    def led_to(self, member_id: MemberId) -> Sequence[MemberId]:
        """See `office_port.OfficeBook`."""
        return erasing.led_to(self._work.connection, member_id)

    def contact_digests(self, member_id: MemberId) -> Sequence[bytes]:
        """See `office_port.OfficeBook`."""
        return contact_digests(self._work, [member_id])

    def account(self, account_id: AccountId) -> AccountState:
        """As tills are sent it, locked."""
        self._work.run(_LOCK_ACCOUNT, [account_id])
        return states.account_states(self._work, [account_id])[0]

    def balances(self, account_id: AccountId) -> Mapping[str, int]:
        """See `office_port.OfficeBook`."""
        return dict(self._work.run(_BALANCES, [account_id]).fetchall())

    def expired(self, account_id: AccountId) -> Mapping[LotId, int]:
        """By the entries of the account, and of those that were merged into it."""
        return dict(self._work.run(_EXPIRED, {"account": account_id}).fetchall())

    def past_lots(self, day: date, at_most: int) -> Sequence[AccountId]:
        """By the index of last days, which grow with time as the table does."""
        found = self._work.run(_PAST, {"day": day, "limit": at_most})
        return [AccountId(account) for (account,) in found]

    def holder(self, event: CardLinked) -> MemberId | None:
        """By the index of tokens; the key is that of the member whom the event names."""
        key = subject_keys(self._work, [event.member_id]).get(event.member_id)
        if key is None:
            return None
        token = open_token(key, event.member_id, event.sealed)
        row = self._work.run(_HOLDER, [token.text]).fetchone()
        return MemberId(row[0]) if row else None

    def suspect(self, doubled: Doubled) -> None:
        """Under an id that follows from who they are."""
        name = f"{doubled.second} {doubled.likeness}"
        detail = {"second": str(doubled.second), "likeness": doubled.likeness.value}
        values = (
            *(self._work.merchant_id, uuid5(doubled.first, name), DOUBLED, doubled.first),
            *(Jsonb(detail), doubled.found_at),
        )
        self._work.run(_SUSPECT, values)

    def suspects(self) -> Sequence[Doubled]:
        """See `office_port.OfficeBook`."""
        return [_doubled(row) for row in self._work.run(_SUSPECTS, [DOUBLED])]

    def settle(self, member_ids: Sequence[MemberId], outcome: str, at: datetime) -> None:
        """Of one member alone: whatever they are suspected of."""
        values = {
            "at": at,
            "outcome": outcome,
            "kind": DOUBLED,
            "members": uuids(member_ids),
            "both": len(member_ids) > 1,
        }
        self._work.run(_SETTLE, values)

    def alike(self, at_most: int) -> Sequence[tuple[MemberId, MemberId, Likeness]]:
        """Reads all members: for the night. What was suspected once is not again."""
        found = self._work.run(_ALIKE, {"kind": DOUBLED, "limit": at_most})
        return [(MemberId(first), MemberId(second), Likeness(why)) for first, second, why in found]

    def by_card(self, token: str) -> Sequence[MemberId]:
        """See `finding`."""
        return finding.by_card(self._work, token)

    def by_number(self, number: str) -> Sequence[MemberId]:
        """See `finding`."""
        return finding.by_number(self._work, number)

    def by_phone(self, digits: str, at_most: int) -> Sequence[MemberId]:
        """See `finding`."""
        return finding.by_phone(self._work, digits, at_most)

    def by_email(self, address: str, at_most: int) -> Sequence[MemberId]:
        """See `finding`."""
        return finding.by_email(self._work, address, at_most)

    def by_name(self, words: Sequence[str], at_most: int) -> Sequence[MemberId]:
        """See `finding`."""
        return finding.by_name(self._work, words, at_most)

    def hold(self, shop_id: ShopId, member_ids: Sequence[MemberId]) -> None:
        """Told to everybody who holds them, the shop included."""
        today = self._work.clock.now().date()
        self._work.run(_HOLD, [self._work.merchant_id, shop_id, today, uuids(member_ids)])
        feed.tell(self._work, None, dict.fromkeys(member_ids, feed.Touch(loud=True)), None)

    def _remains(self, member_id: MemberId) -> tuple[MemberId, AccountId] | None:
        row = self._work.run(_REMAINS, [member_id, member_id]).fetchone()
        return (MemberId(row[0]), AccountId(row[1])) if row else None

    def audit(self, act: str, done_by: UUID | None, subject: UUID | None, detail: Mapping[str, str]) -> None:
        """What nobody did, the installation did."""
        work = self._work
        done = Act(name=act, actor=done_by or HOUSE, at=work.clock.now(), subject=subject, detail=detail)
        write_down(work.connection, work.merchant_id, done)


def _doubled(row: TupleRow) -> Doubled:
    first, second, likeness, found_at = row
    return Doubled(
        first=MemberId(first),
        second=MemberId(UUID(second)),
        likeness=Likeness(likeness),
        found_at=found_at,
    )
