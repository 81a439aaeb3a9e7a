"""The themes of extraction and their columns: what a list can be of, and what can stand in it."""

from collections.abc import Mapping
from enum import StrEnum

from fidpos.server.services.extracting.column import Column, Kind
from fidpos.server.services.figures.whom import FigureList, columns_of


class Theme(StrEnum):
    """What the rows of a list are."""

    MEMBERS = "members"
    VISITS = "visits"
    ARTICLES = "articles"
    REWARDS = "rewards"
    GIFT_CARDS = "gift_cards"
    CONSENTS = "consents"


class Format(StrEnum):
    """As what a list is written."""

    CSV = "csv"
    XLSX = "xlsx"


def _columns(plain: str, **kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=kinds.get(name, Kind.PLAIN)) for name in plain.split())


_WHO = "number family_name given_name"

COLUMNS: Mapping[Theme, tuple[Column, ...]] = {
    Theme.MEMBERS: _columns(
        f"{_WHO} email phone street postcode city birthday birth_year language status tier labels"
        " enrolled_on shops consents points visits revenue last_visit_on",
        revenue=Kind.MONEY,
        status=Kind.WORD,
    ),
    Theme.VISITS: _columns(
        f"day closed_at shop till {_WHO} ticket amount discount refunded points voided",
        amount=Kind.MONEY,
        discount=Kind.MONEY,
        refunded=Kind.MONEY,
        voided=Kind.FLAG,
    ),
    Theme.ARTICLES: _columns(
        f"day shop {_WHO} ticket article label category brand quantity amount discount",
        amount=Kind.MONEY,
        discount=Kind.MONEY,
    ),
    Theme.REWARDS: _columns(
        f"day {_WHO} what reward counter cost state valid_until used_on", what=Kind.WORD, state=Kind.WORD
    ),
    Theme.GIFT_CARDS: _columns(
        "masked issued_at vat state face balance held receivable expires_on",
        **dict.fromkeys(("face", "balance", "held", "receivable"), Kind.MONEY),
        vat=Kind.WORD,
        state=Kind.WORD,
    ),
    Theme.CONSENTS: _columns(
        f"{_WHO} channel granted by_parent wording at",
        channel=Kind.WORD,
        granted=Kind.FLAG,
        by_parent=Kind.FLAG,
    ),
}
"""By theme, in the order of the list."""


def columns_in(theme: Theme, figure: FigureList | None = None) -> tuple[Column, ...]:
    """What can stand in a list, in its order; of the members behind a figure, what that tells of them too."""
    if theme is not Theme.MEMBERS or figure is None:
        return COLUMNS[theme]
    return (*COLUMNS[theme], *columns_of(figure.whom))


ADDRESSES: Mapping[str, str] = {"email": "email", "sms": "phone", "post": "street"}
"""By channel of a mailing, the column without which nobody can be written to."""
