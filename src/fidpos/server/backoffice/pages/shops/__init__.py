"""Shops and their tills: opened, closed, paired, watched."""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.shops import moving, pairing, places, tills
from fidpos.server.backoffice.permission import Permission

_SHOP = "/shops/{shop_id:uuid}"
_TILL = "/shops/tills/{till_id:uuid}"
_MANAGE, _SUPPORT = Permission.MANAGE_SHOPS, Permission.SUPPORT_TILLS

AREA = Area(
    name="shops",
    icon="store",
    start="/shops",
    endpoints=(
        get("/shops", _MANAGE, places.show),
        get("/shops/new", _MANAGE, places.show_new),
        post("/shops/new", _MANAGE, places.take_new),
        get(_SHOP, _MANAGE, places.show_one),
        post(_SHOP, _MANAGE, places.take_one),
        post(f"{_SHOP}/risk", Permission.BOUND_RISK, places.take_risk),
        post(f"{_SHOP}/close", _MANAGE, places.take_close, asks_first=True),
        get(f"{_SHOP}/members", _MANAGE, moving.show),
        post(f"{_SHOP}/members", _MANAGE, moving.take),
        post(f"{_SHOP}/pair", _MANAGE, pairing.take),
        get(f"{_SHOP}/pair/{{code_id:uuid}}", _MANAGE, pairing.show),
        get(_TILL, _MANAGE, tills.show),
        post(f"{_TILL}/lock", _MANAGE, tills.take_lock, asks_first=True),
        post(f"{_TILL}/limit", Permission.BOUND_RISK, tills.take_limit),
        post(f"{_TILL}/ask", _SUPPORT, tills.take_ask),
        get(f"{_TILL}/sent/{{command_id:uuid}}", _SUPPORT, tills.show_sent),
    ),
)
