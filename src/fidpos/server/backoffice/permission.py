"""Who may do what in the office: roles, and what each of them is given."""

from collections.abc import Mapping
from enum import StrEnum


class OfficeRole(StrEnum):
    """What somebody is in the office.

    The first four are a merchant's people; a shop manager and a franchisee see their own shops only. The last
    two are the installation's: they see a merchant while a support access is open, and are written down.
    """

    OWNER = "owner"
    MARKETER = "marketer"
    SHOP_MANAGER = "shop_manager"
    FRANCHISEE = "franchisee"
    OPERATOR = "operator"
    SUPPORT = "support"

    @property
    def is_of_the_house(self) -> bool:
        """Whether they belong to the installation and to no merchant."""
        return self in (OfficeRole.OPERATOR, OfficeRole.SUPPORT)


IN_SHOPS = frozenset({OfficeRole.SHOP_MANAGER, OfficeRole.FRANCHISEE})
"""Roles that are given for some shops; the others see all of them."""


class Permission(StrEnum):
    """What a page may ask for; each endpoint names one."""

    HOME = "home"
    """The first page, one's own password and language, what one asked for."""
    VIEW_MEMBERS = "view_members"
    EDIT_MEMBERS = "edit_members"
    """Enrol, edit, block, state consents, merge, pool, part."""
    MOVE_POINTS = "move_points"
    """Grant or take points, correct a visit's amount or member."""
    CHANGE_IN_BULK = "change_in_bulk"
    IMPORT = "import"
    EDIT_PROGRAMME = "edit_programme"
    """Drafts and what-if; who may publish needs more."""
    PUBLISH_PROGRAMME = "publish_programme"
    APPROVE = "approve"
    """Be the second person."""
    EXTRACT = "extract"
    """Segments, lists and exports with people's names."""
    VIEW_FIGURES = "view_figures"
    MANAGE_SHOPS = "manage_shops"
    """Shops, tills, pairing, staff of the tills, settings pushed to tills."""
    BOUND_RISK = "bound_risk"
    """What a shop may lose while its tills are alone, what a till may make in a day: never a franchisee's."""
    SUPPORT_TILLS = "support_tills"
    """Health, diagnostics, quarantine."""
    VIEW_GIFT_CARDS = "view_gift_cards"
    MANAGE_GIFT_CARDS = "manage_gift_cards"
    """Freeze, adjust (with a second person), settle overdrafts."""
    VIEW_LOSSES = "view_losses"
    """What cashiers do, beside their shop's median."""
    PRIVACY = "privacy"
    """Access files, erasure, consent and processing registers, retention."""
    OWN_DATA = "own_data"
    """The full export and the full deletion of everything the merchant owns."""
    VIEW_JOBS = "view_jobs"
    MANAGE_PEOPLE = "manage_people"
    """Who works in the office, and what they may."""
    VIEW_AUDIT = "view_audit"
    VISIT_MERCHANTS = "visit_merchants"
    """Choose whose data to look at, with a reason: of the house alone."""


_EVERYTHING = frozenset(Permission) - {Permission.VISIT_MERCHANTS}
_AT_A_SHOP = frozenset(
    {
        Permission.HOME,
        Permission.VIEW_MEMBERS,
        Permission.EDIT_MEMBERS,
        Permission.MOVE_POINTS,
        Permission.VIEW_FIGURES,
        Permission.VIEW_GIFT_CARDS,
        Permission.VIEW_LOSSES,
        Permission.VIEW_JOBS,
    }
)

GRANTED: Mapping[OfficeRole, frozenset[Permission]] = {
    OfficeRole.OWNER: _EVERYTHING,
    OfficeRole.MARKETER: frozenset(
        {
            Permission.HOME,
            Permission.VIEW_MEMBERS,
            Permission.EDIT_PROGRAMME,
            Permission.PUBLISH_PROGRAMME,
            Permission.EXTRACT,
            Permission.VIEW_FIGURES,
            Permission.VIEW_GIFT_CARDS,
            Permission.VIEW_JOBS,
        }
    ),
    OfficeRole.SHOP_MANAGER: _AT_A_SHOP,
    OfficeRole.FRANCHISEE: _AT_A_SHOP | {Permission.EXTRACT, Permission.APPROVE, Permission.MANAGE_SHOPS},
    OfficeRole.OPERATOR: frozenset(
        {
            Permission.HOME,
            Permission.MANAGE_SHOPS,
            Permission.BOUND_RISK,
            Permission.SUPPORT_TILLS,
            Permission.MANAGE_PEOPLE,
            Permission.VIEW_JOBS,
            Permission.VIEW_AUDIT,
            Permission.VISIT_MERCHANTS,
        }
    ),
    OfficeRole.SUPPORT: frozenset(
        {Permission.HOME, Permission.SUPPORT_TILLS, Permission.VIEW_JOBS, Permission.VISIT_MERCHANTS}
    ),
}
"""What a page shows or does beyond a person's shops is refused by the page, which knows whose it is."""

AT_HOME = frozenset(
    {Permission.HOME, Permission.MANAGE_PEOPLE, Permission.VIEW_AUDIT, Permission.VISIT_MERCHANTS}
)
"""What one of the house may do while they visit no merchant: the house has people, and nothing else."""


def may(role: OfficeRole, permission: Permission) -> bool:
    """Whether somebody of the role is given the permission."""
    return permission in GRANTED[role]
