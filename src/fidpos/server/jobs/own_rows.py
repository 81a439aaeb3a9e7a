"""What somebody who begins elsewhere takes in again, in the columns of the import; and what that cannot take.

The heading of a column is the import's own name for it, so that each is recognised; a test takes it all in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from fidpos.contact.email import read_email
from fidpos.contact.phone import read_phone
from fidpos.domain.member import MemberStatus, Profile, Relation
from fidpos.server.db.own_lines import GiftCardLine, MemberLine, StaffLine
from fidpos.server.services.importing.cells import part_to_text
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.importing.target import BALANCE, CHILDREN, Theme, targets
from fidpos.wire.voucher_text import vouchers_to_text

_VAT = {"single_purpose": "single purpose", "multi_purpose": "multi purpose", "free": "free"}
_GOES = frozenset({MemberStatus.ACTIVE, MemberStatus.BLOCKED})
_WEDDING = "wedding"
_COUNTRY = "FR"
"""For numbers without one, of which there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """Something that the import does not take.

    Attributes:
        file: in which it would stand.
        number: of the member or gift card.
        what: key of the reason: `office.own_data.left.<what>`.
        detail: how much, or which.
    """

    file: str
    number: str
    what: str
    detail: str = ""


def headings(theme: Theme, counters: Sequence[str] = ()) -> list[str]:
    """Of the file of a theme."""
    return [each.removeprefix(BALANCE).replace("_", " ") for each in targets(theme, counters)]


def staff_cells(line: StaffLine) -> list[str]:
    """Name, role and shops."""
    return [line.name, line.role, ", ".join(line.shops)]


class OwnRows:
    """Rows of the import's files.

    Args:
        setting: within which another centre would read them: the programme, the currency, the day.
        source: where the proof of consents is kept.
        leave: told of each thing that the import does not take.
    """

    def __init__(self, setting: Setting, *, source: str, leave: Callable[[LeftBehind], object]) -> None:
        self._setting = setting
        self._source = source
        self._left = leave
        programme = setting.programme
        self.counters = tuple(each.code for each in programme.counters) if programme else ()

    def member(self, line: MemberLine) -> list[str] | None:
        """The row; None for whom the import does not take. What it does not take is left."""
        is_named = bool(line.profile.family_name or line.profile.given_name)
        if line.status not in _GOES or not is_named:
            status = line.status if is_named else MemberStatus.PROVISIONAL
            self._leave(line, f"member_{status.value}")
            for counter, lots in line.lots.items():
                self._leave(line, "balance_of_nobody", f"{counter}: {sum(amount for amount, _ in lots)}")
            return None
        found = self._person(line.profile, line) | self._loyalty(line) | self._consents(line)
        return [found.get(each, "") for each in targets(Theme.MEMBERS, self.counters)]

    def gift_card(self, line: GiftCardLine) -> list[str] | None:
        """The row; None for a card that somebody reported lost."""
        amount = decimal(line.balance_minor, self._setting.currency.exponent)
        if line.is_frozen:
            self._left(
                LeftBehind(file="gift_cards.csv", number=line.number, what="gift_card_frozen", detail=amount)
            )
            return None
        return [line.number, amount, str(line.expires_on or ""), _VAT[line.vat]]

    def _by_today(self, day: date) -> str:
        """A shop whose day begins at midnight is a day ahead of the office for some hours."""
        return min(day, self._setting.today).isoformat()

    def _leave(self, line: MemberLine, what: str, detail: str = "") -> None:
        self._left(LeftBehind(file="members.csv", number=line.number, what=what, detail=detail))

    def _person(self, profile: Profile, line: MemberLine) -> dict[str, str]:
        address = profile.address
        born = profile.birthday
        year = f"/{profile.birth_year:04}" if profile.birth_year is not None else ""
        return {
            "number": line.number,
            "family_name": profile.family_name,
            "given_name": profile.given_name,
            "phone": self._readable(line, "phone", profile.phone, read_phone(profile.phone, _COUNTRY)),
            "email": self._readable(line, "email", profile.email, read_email(profile.email)),
            "street": address.street if address else "",
            "postcode": address.postcode if address else "",
            "city": address.city if address else "",
            "birthday": f"{born.day:02}/{born.month:02}{year}" if born else "",
            "language": profile.language,
            "enrolled_on": self._by_today(line.enrolled_on),
            **self._household(profile, line),
        }

    def _readable(self, line: MemberLine, what: str, said: str, read: str) -> str:
        """What the import would refuse is no reason to lose who it is of."""
        if said and said != read:
            self._leave(line, f"no_{what}", said)
            return ""
        return said

    def _household(self, profile: Profile, line: MemberLine) -> dict[str, str]:
        found: dict[str, str] = {}
        children = 0
        for each in profile.household:
            day = f"{each.birthday.day:02}/{each.birthday.month:02}" if each.birthday else ""
            if each.relation is Relation.CHILD and children < CHILDREN:
                children += 1
                name = f"child_{children}"
                found |= {f"{name}_name": each.given_name, f"{name}_birthday": day}
            elif each.relation is Relation.SPOUSE and "spouse_name" not in found:
                found |= {"spouse_name": each.given_name, "spouse_birthday": day}
            elif each.relation is Relation.OTHER and each.given_name == _WEDDING and day:
                found[_WEDDING] = day
            else:
                self._leave(line, "relative")
        return found

    def _loyalty(self, line: MemberLine) -> dict[str, str]:
        is_first = line.first == line.number
        for voucher in line.vouchers:
            if voucher.number_digest:
                self._leave(line, "voucher_of_bearer", voucher.title.fr)
        return {
            "cards": ", ".join(_card(each) for each in line.cards),
            "labels": ", ".join(line.labels),
            "vouchers": vouchers_to_text(line.vouchers),
            "shares_with": "" if is_first else line.first,
            "blocked": "yes" if line.status is MemberStatus.BLOCKED else "",
            **self._tier(line),
            **(self._balances(line) if is_first else {}),
        }

    def _tier(self, line: MemberLine) -> dict[str, str]:
        tier = line.tier
        if tier is None or (tier.until is not None and tier.until < self._setting.today):
            return {}
        if self._setting.tier(tier.code) is None:
            self._leave(line, "tier_unknown", tier.code)
            return {}
        return {
            "tier": tier.code,
            "tier_since": self._by_today(tier.since),
            "tier_until": str(tier.until or ""),
        }

    def _balances(self, line: MemberLine) -> dict[str, str]:
        found: dict[str, str] = {}
        for counter, lots in line.lots.items():
            decimals = self._setting.decimals(counter)
            held, owed = settled(lots)
            if owed:
                self._leave(line, "owes", f"{counter}: {decimal(owed, decimals)}")
            elif counter in self.counters:
                parts = (part_to_text(decimal(amount, decimals), until) for amount, until in held)
                found[f"{BALANCE}{counter}"] = "; ".join(parts)
            elif held:
                total = sum(amount for amount, _ in held)
                self._leave(line, "counter_unknown", f"{counter}: {decimal(total, decimals)}")
        return found

    def _consents(self, line: MemberLine) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in line.consents:
            name = f"consent_{each.channel}"
            found |= {
                name: "yes" if each.granted else "no",
                f"{name}_on": self._by_today(each.on),
                f"{name}_wording": each.wording,
                "consent_source": self._source,
            }
            if each.parent:
                found["consent_parent"] = each.parent
        return found


def settled(
    lots: Sequence[tuple[int, date | None]],
) -> tuple[Sequence[tuple[int, date | None]], int]:
    """What is left of lots, what was overspent taken off those that end first; and what is owed even then."""
    owed = -sum(min(amount, 0) for amount, _ in lots)
    held: list[tuple[int, date | None]] = []
    for amount, until in lots:
        taken = min(owed, max(amount, 0))
        owed -= taken
        if amount > taken:
            held.append((amount - taken, until))
    return held, owed


def decimal(minor: int, decimals: int) -> str:
    """As the import reads it: `12.40`, or `12` of what has no decimals."""
    sign, digits = "-" if minor < 0 else "", f"{abs(minor):0{decimals + 1}}"
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _card(token: str) -> str:
    """A number as it is, the UID of a chip with the word for it."""
    return token.removeprefix("num:")
