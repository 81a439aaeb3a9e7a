"""What the assistant of the first run was about to make: a file for whoever has to go on with it.

Without PINs, and gone once the till is there; while it is there, the assistant is what starts.
"""

from pathlib import Path
from typing import Annotated

import msgspec

from fidpos.bootstrap.whole_file import whole_file
from fidpos.domain.staff import Role
from fidpos.till.first_run.shop import Begun, NewPerson, NewShop

_NAME = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: _NAME
    role: Role


class _Shop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    merchant: _NAME
    merchant_code: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")]
    card_name: _NAME
    shop: _NAME
    till: _NAME
    country: _NAME
    currency: _NAME
    zone: _NAME
    phone_country: _NAME
    people: tuple[_Person, ...]
    programme: _NAME


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shop: _Shop | None = None
    knows_people: bool = False


def read_begun(path: Path) -> Begun | None:
    """What was begun; None for nothing, for a pairing, and for what cannot be read any more."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    if kept.shop is None:
        return None
    told = msgspec.structs.asdict(kept.shop)
    people = tuple(NewPerson(name=each.name, role=each.role) for each in kept.shop.people)
    return Begun(shop=NewShop(**{**told, "people": people}), knows_people=kept.knows_people)


def write_begun(path: Path, begun: Begun | None) -> None:
    """Keep it, instead of what was kept; None for a pairing, of which only that it was begun is to be known.

    Raises:
        FileNotWritten: what was kept before still is.
    """
    kept = _Kept()
    if begun is not None:
        shop = begun.shop
        people = tuple(_Person(name=each.name, role=each.role) for each in shop.people)
        kept = _Kept(
            shop=_Shop(
                merchant=shop.merchant,
                merchant_code=shop.merchant_code,
                card_name=shop.card_name,
                shop=shop.shop,
                till=shop.till,
                country=shop.country,
                currency=shop.currency,
                zone=shop.zone,
                phone_country=shop.phone_country,
                people=people,
                programme=shop.programme,
            ),
            knows_people=begun.knows_people,
        )
    with whole_file(path) as file:
        file.write(msgspec.json.encode(kept))
