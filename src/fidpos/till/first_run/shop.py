"""A shop that is about to be made, as somebody described it."""

from dataclasses import dataclass, field

from fidpos.domain.staff import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who will work there.

    Attributes:
        pin: empty for somebody whom the centre knows already; no repr shows it.
    """

    name: str
    role: Role
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShop:
    """Everything that the centre of a shop on its own has to know.

    Attributes:
        merchant_code: four digits inside the merchant's own card numbers.
        currency: ISO 4217 code.
        zone: IANA name.
        phone_country: ISO 3166 code of where a number without a country is dialled.
        programme: name of one of the example programmes.
    """

    merchant: str
    merchant_code: str
    card_name: str
    shop: str
    till: str
    country: str
    currency: str
    zone: str
    phone_country: str
    people: tuple[NewPerson, ...]
    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A shop whose making was begun and did not come to its end; PINs are not kept.

    Attributes:
        knows_people: the centre has everybody, PINs included.
    """

    shop: NewShop
    knows_people: bool
