"""Programmes, staff and settings as a till is sent them."""

from collections.abc import Collection
from typing import LiteralString

import msgspec

from fidpos.domain.ids import MemberId, ShopId, StaffId
from fidpos.domain.staff import Role
from fidpos.server.db.arrays import integers, texts, uuids
from fidpos.server.db.work import Work
from fidpos.server.ports import TillRecord
from fidpos.wire.sync.pull import ProgrammeState, SettingState, StaffState

_PROGRAMMES: LiteralString = """
    SELECT version, body, since FROM programmes WHERE version = ANY(%s) ORDER BY version
"""
_STAFF: LiteralString = """
    SELECT p.staff_id, p.name, p.role, CASE WHEN p.is_here THEN p.pin_hash ELSE '' END,
        CASE WHEN p.is_here THEN p.badge END, p.own_member_id, p.is_here
    FROM (
        SELECT DISTINCT ON (v.staff_id) v.*, v.employed AND EXISTS (
            SELECT FROM staff_shops s WHERE s.staff_id = v.staff_id AND s.shop_id = %(shop)s
        ) AS is_here
        FROM staff_versions v WHERE v.staff_id = ANY(%(ids)s) ORDER BY v.staff_id, v.version DESC
    ) p
"""
_SETTINGS: LiteralString = """
    SELECT DISTINCT ON (name, place) name, place, value FROM settings_pushed
    WHERE name = ANY(%(names)s) AND place = ANY(%(places)s) ORDER BY name, place, version DESC
"""


def programme_states(work: Work, versions: Collection[int]) -> list[ProgrammeState]:
    """Those that are there, by version."""
    return [
        ProgrammeState(version=version, body=msgspec.Raw(body), since=since)
        for version, body, since in work.run(_PROGRAMMES, [integers(list(versions))])
    ]


def staff_states(work: Work, shop_id: ShopId, ids: Collection[StaffId]) -> list[StaffState]:
    """Those who are there, as the shop sees them: whoever works elsewhere does not work here.

    What they sign in with stays away from where they do not: no till of a shop that they left can be searched
    for it.
    """
    return [
        StaffState(
            id=StaffId(id_),
            name=name,
            role=Role(role),
            pin_hash=pin_hash,
            badge=badge,
            own_member_id=MemberId(own) if own is not None else None,
            employed=employed,
        )
        for id_, name, role, pin_hash, badge, own, employed in work.run(
            _STAFF, {"ids": uuids(ids), "shop": shop_id}
        )
    ]


def setting_states(work: Work, till: TillRecord, names: Collection[str]) -> list[SettingState]:
    """What the narrowest place says that says anything: the till, its shop, the merchant; None gives back."""
    places = (till.id, till.shop_id, work.merchant_id)
    rows = work.run(_SETTINGS, {"names": texts(names), "places": uuids(places)})
    said = {(name, place): value for name, place, value in rows if value is not None}
    return [
        SettingState(
            name=name,
            value=next((said[name, place] for place in places if (name, place) in said), None),
        )
        for name in names
    ]
