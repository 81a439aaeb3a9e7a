"""Who works at the tills: added, with a PIN and a badge, in some shops; and taken off again."""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.staff import own_member, person
from fidpos.server.backoffice.permission import Permission

_PERSON = "/staff/{staff_id:uuid}"
_MANAGE = Permission.MANAGE_SHOPS

AREA = Area(
    name="staff",
    icon="id-card",
    start="/staff",
    endpoints=(
        get("/staff", _MANAGE, person.show),
        get("/staff/new", _MANAGE, person.show_new),
        post("/staff/new", _MANAGE, person.take_new),
        get(_PERSON, _MANAGE, person.show_one),
        post(_PERSON, _MANAGE, person.take_one),
        post(f"{_PERSON}/leave", _MANAGE, person.take_leave, asks_first=True),
        get(f"{_PERSON}/own-member", Permission.VIEW_MEMBERS, own_member.show),
        post(f"{_PERSON}/own-member", _MANAGE, own_member.take),
    ),
)
