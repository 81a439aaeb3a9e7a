"""A filter of members as a job keeps it, sealed: what somebody typed may be a name."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import date
from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.domain.member import MemberStatus
from fidpos.server.db.member_list import MemberFilter
from fidpos.server.db.work import Work


def sealed_filter(work: Work, asked: MemberFilter) -> str:
    """Whom a job is about, as it keeps it: what somebody typed may be a name."""
    plain = {name: _plain(value) for name, value in asdict(asked).items()}
    return b64encode(work.seal_key(work.merchant_id, json.dumps(plain).encode())).decode()


def opened_filter(work: Work, sealed: str) -> MemberFilter:
    """The filter of a job.

    Raises:
        SealBroken: it is not this merchant's.
    """
    said = json.loads(work.unseal_key(work.merchant_id, b64decode(sealed)))
    return MemberFilter(
        text=said["text"],
        status=MemberStatus(said["status"]) if said["status"] else None,
        shop_id=ShopId(UUID(said["shop_id"])) if said["shop_id"] else None,
        tier=said["tier"],
        label=said["label"],
        enrolled_from=date.fromisoformat(said["enrolled_from"]) if said["enrolled_from"] else None,
        enrolled_until=date.fromisoformat(said["enrolled_until"]) if said["enrolled_until"] else None,
        scope=frozenset(ShopId(UUID(each)) for each in said["scope"]) if said["scope"] is not None else None,
    )


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return value if value is None else str(value)
