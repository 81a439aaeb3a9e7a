"""What somebody said of a file before it is taken in: which column is what, and what holds for all rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fidpos.domain.gift_card import VatKind
from fidpos.domain.ids import ShopId
from fidpos.server.services.importing.target import NEEDED, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that reading the rows needs to know.

    Attributes:
        columns: by place in the row, what it is; what is not named is passed over.
        shop_id: whose members they become: its tills hold them.
        opened_on: business day of opening balances, and of enrolment where the file does not say.
        country: ISO 3166 code of telephone numbers without one.
        vat: of gift cards where the file does not say; None where it has to.
        consent_wording: what people agreed to, where the file does not say.
        consent_source: where that is kept, such as `paper forms, 2019`.
        language: of people where the file does not say.
        completes: who is there already is given what the file has besides: cards, balances, labels, consents.
    """

    columns: Mapping[int, str]
    shop_id: ShopId
    opened_on: date
    country: str = "FR"
    vat: VatKind | None = None
    consent_wording: str = ""
    consent_source: str = ""
    language: str = "fr"
    completes: bool = False

    def missing(self, theme: Theme) -> tuple[str, ...]:
        """What no column is, and some column has to be."""
        return tuple(each for each in NEEDED[theme] if each not in self.columns.values())
