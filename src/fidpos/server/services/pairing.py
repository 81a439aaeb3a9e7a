"""Pairing at the centre: codes are made for a shop, and a till that comes with one is let in, once.

A wrong secret costs every open code of the merchant a try: nobody can tell which of them was guessed at.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fidpos.domain.ids import ShopId, TillId, uuid7
from fidpos.rules.programme import Programme
from fidpos.server.ports import TillStatus
from fidpos.server.register import Code, Merchant, NotRegistered, Pages, Shop, Till
from fidpos.wire.sync.pairing import NAME_MAX, Introduction
from fidpos.wire.sync.pairing_code import PairingCode, PublicKeys, new_code, secret_hash

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
DAILY_LIMIT_MINOR = 1_000_000
"""What a new till may bring into being in a day, until the office says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentrePlace:
    """What a code says of the centre: its keys, and where tills reach it."""

    keys: PublicKeys
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A till that was let in, and where; with what the merchant published."""

    merchant: Merchant
    shop: Shop
    till: Till
    programmes: Mapping[int, Programme]


def make_code(
    pages: Pages, shop_id: ShopId, operator: UUID, *, centre: CentrePlace, now: datetime
) -> PairingCode:
    """A code for one till of the shop.

    Raises:
        NotRegistered: no such shop, or it is closed, or its merchant is.
    """
    merchant = pages.merchant()
    if merchant is None or merchant.closed_at is not None:
        raise NotRegistered("no such merchant", what="merchant")
    if _open_shop(pages, shop_id, now) is None:
        raise NotRegistered("no such shop, or it is closed", what="shop")
    code = new_code(merchant.number, centre.keys, centre.address)
    kept = Code(
        id=uuid7(now),
        secret_hash=code.secret_hash,
        shop_id=shop_id,
        made_by=operator,
        expires_at=now + CODE_LIFE,
        tries_left=CODE_TRIES,
    )
    pages.add_code(kept)
    pages.audit(operator, "pairing_code_made", shop_id, {})
    return code


def admit(pages: Pages, said: Introduction, *, now: datetime) -> Admitted | None:
    """Let the till in, None when its code is not good; the same till with the same code is let in again.

    What it costs to be wrong is written all the same: commit in either case.
    """
    merchant = pages.merchant()
    codes = pages.codes()
    hashed = secret_hash(said.merchant, said.secret)
    code = next((each for each in codes if hmac.compare_digest(each.secret_hash, hashed)), None)
    if code is None or merchant is None or merchant.closed_at is not None:
        pages.charge([each for each in codes if each.is_open(now)])
        return None
    if code.till_id is not None:
        return _again(pages, merchant, code, said)
    shop = _open_shop(pages, code.shop_id, now)
    if not code.is_open(now) or shop is None:
        return None
    tills = pages.tills()
    if any(each.public_key == said.public_key for each in tills):
        return None
    till = Till(
        id=TillId(uuid7(now)),
        shop_id=shop.id,
        name=said.till_name.strip()[:NAME_MAX],
        public_key=said.public_key,
        daily_limit_minor=DAILY_LIMIT_MINOR,
        paired_at=now,
    )
    pages.add_till(till)
    pages.use(code, till.id)
    pages.audit(code.made_by, "till_paired", till.id, {"software": said.software[:NAME_MAX]})
    if _stands_there(tills, till):
        pages.review("till_paired_again", till.id, {})
    return Admitted(merchant=merchant, shop=shop, till=till, programmes=pages.programmes())


def _again(pages: Pages, merchant: Merchant, code: Code, said: Introduction) -> Admitted | None:
    """The answer was lost on its way, unless somebody else has the code too."""
    till = next((each for each in pages.tills() if each.id == code.till_id), None)
    shop = next((each for each in pages.shops() if each.id == code.shop_id), None)
    if till is None or shop is None or till.status is TillStatus.REVOKED:
        return None
    if till.public_key != said.public_key:
        pages.review("pairing_code_used_twice", till.id, {})
        return None
    return Admitted(merchant=merchant, shop=shop, till=till, programmes=pages.programmes())


def _open_shop(pages: Pages, shop_id: ShopId, now: datetime) -> Shop | None:
    shop = next((each for each in pages.shops() if each.id == shop_id), None)
    return shop if shop is not None and shop.is_open(now) else None


def _stands_there(tills: Sequence[Till], till: Till) -> bool:
    """Another till of this name works in the shop: the same PC set up anew, or a copy of it."""
    place = (till.shop_id, till.name)
    return any((each.shop_id, each.name) == place and each.status is TillStatus.ACTIVE for each in tills)
