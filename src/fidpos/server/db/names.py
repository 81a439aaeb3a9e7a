"""What things and people of a merchant are called, for pages: shops, tills, staff, people of the office."""

from collections.abc import Collection, Iterable
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.server.db.arrays import uuids
from fidpos.server.db.work import Work

_SHOPS: LiteralString = """
    SELECT id, name FROM shops WHERE %(shops)s::uuid[] IS NULL OR id = ANY(%(shops)s) ORDER BY name, id
"""
_OPEN_SHOPS: LiteralString = "SELECT id, name FROM shops WHERE closed_at IS NULL ORDER BY name, id"
_TILLS: LiteralString = "SELECT id, name FROM tills"
_STAFF: LiteralString = """
    SELECT DISTINCT ON (staff_id) staff_id, name FROM staff_versions
    WHERE %(ids)s::uuid[] IS NULL OR staff_id = ANY(%(ids)s) ORDER BY staff_id, version DESC
"""
_PEOPLE: LiteralString = "SELECT id, name FROM office_people WHERE id = ANY(%s)"


def shop_names(work: Work, shops: Collection[ShopId] | None = None) -> dict[ShopId, str]:
    """Of these shops, or of all with None, in the order of their names."""
    rows = work.run(_SHOPS, {"shops": None if shops is None else uuids(shops)})
    return {ShopId(id_): name for id_, name in rows}


def open_shop_names(work: Work) -> dict[ShopId, str]:
    """Of the shops that were not closed at once, in the order of their names."""
    return {ShopId(id_): name for id_, name in work.run(_OPEN_SHOPS)}


def till_names(work: Work) -> dict[UUID, str]:
    """Of all tills, also those that are no more."""
    return dict(work.run(_TILLS).fetchall())


def staff_names(work: Work) -> dict[UUID, str]:
    """Of everybody who ever worked at a till."""
    return dict(work.run(_STAFF, {"ids": None}).fetchall())


def people_names(work: Work, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of those among them who work, or worked, in the merchant's office."""
    return dict(work.run(_PEOPLE, [uuids(ids)]).fetchall())


def who_acted(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those among them who are staff of the tills or people of the office."""
    if not ids:
        return {}
    return {**dict(work.run(_STAFF, {"ids": uuids(ids)}).fetchall()), **people_names(work, ids)}
