"""A filter of the list of members as a segment, so that it is found again and counted every night."""

from fidpos.server.db.member_list import MemberFilter
from fidpos.server.services.segments.segment import (
    Among,
    Condition,
    Dated,
    DayField,
    Group,
    ListField,
)


def segment_of(wanted: MemberFilter) -> Group | None:
    """Its criteria; None where nothing is filtered, or by what somebody typed, which no criterion says."""
    if wanted.text:
        return None
    lists = {
        ListField.STATUS: wanted.status,
        ListField.SHOP: wanted.shop_id,
        ListField.TIER: wanted.tier,
        ListField.LABEL: wanted.label,
    }
    conditions: list[Condition] = [
        Among(field=field, values=(str(value),)) for field, value in lists.items() if value
    ]
    since, until = wanted.enrolled_from, wanted.enrolled_until
    if since is not None or until is not None:
        conditions.append(Dated(field=DayField.ENROLLED_ON, since=since, until=until))
    return Group(parts=(Group(parts=tuple(conditions)),)) if conditions else None
