"""The areas of the office, in the order of the menu."""

from fidpos.server.backoffice.endpoint import Area, Group
from fidpos.server.backoffice.pages import (
    approvals,
    audit,
    extraction,
    figures,
    gift_cards,
    home,
    importing,
    jobs,
    lifetime,
    losses,
    me,
    members,
    merchants,
    own_data,
    people,
    privacy,
    programme,
    pushed_settings,
    reviews,
    shops,
    staff,
)

MENU: tuple[Group, ...] = (
    Group(name="start", areas=(home.AREA,)),
    Group(
        name="members",
        areas=(members.AREA, extraction.AREA, importing.AREA, gift_cards.AREA, privacy.AREA),
    ),
    Group(name="brings", areas=(figures.AREA, lifetime.AREA, losses.AREA)),
    Group(name="programme", areas=(programme.AREA, approvals.AREA)),
    Group(name="shops", areas=(shops.AREA, staff.AREA, pushed_settings.AREA, reviews.AREA)),
    Group(
        name="office",
        areas=(jobs.AREA, people.AREA, audit.AREA, own_data.AREA, merchants.AREA, me.AREA),
    ),
)
"""Groups of neighbours, in the order of the menu."""

AREAS: tuple[Area, ...] = tuple(area for group in MENU for area in group.areas)
