"""A row that is a member: who they are, what they hold, what they agreed to."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial

from fidpos.contact.email import read_email
from fidpos.contact.phone import read_phone
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.consent import needs_parent, parent_name
from fidpos.domain.errors import InvalidValue
from fidpos.domain.folding import fold
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import Channel, PostalAddress, Profile, Relation, Relative, TierStanding, clean_name
from fidpos.domain.typed_day import Birthday
from fidpos.server.services.importing.cells import (
    CellFault,
    Part,
    Unclear,
    answer_of,
    birthday_of,
    count_of,
    day_of,
    minor_of,
    parts_of,
)
from fidpos.server.services.importing.naming import Naming
from fidpos.server.services.importing.row import Cells, RowFault
from fidpos.server.services.importing.setting import Setting
from fidpos.server.services.importing.target import BALANCE, CHILDREN
from fidpos.server.services.importing.voucher_cell import vouchers_of
from fidpos.wire.voucher_text import BroughtVoucher

_BETWEEN = re.compile(r"[;,|/\n]+")
_JOINS = str.maketrans("", "", " .-\u00a0\u202f")
_LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french", "fra", "fre", "fr fr"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "eng", "en gb", "en us"), "en"),
}
_LABEL_LENGTH_MAX = 80
_UID = f"{TokenKind.UID.value}:"
"""Before the UID of a chip, as an export writes it."""
_WORDING_LENGTH_MAX = 2_000
_LONG_MAX = 10_000
"""Signs of a cell with many parts."""
_YEARS_BACK = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedConsent:
    """What was agreed to, or refused, on one channel.

    Attributes:
        wording: names where the proof is kept.
        parent: who agreed for a child.
    """

    channel: Channel
    granted: bool
    wording: str
    at: datetime
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """Somebody of the system before.

    Attributes:
        number: by which they were known there, and are known here from now on.
        balances: by counter, what they bring along; nothing is left out.
        balances_until: last day of what does not say so; None for as long as the programme says for today.
        vouchers: as `voucher_cell` reads them.
        shares_with: number of the member whose account is theirs as well.
    """

    number: str
    profile: Profile
    enrolled_on: date
    cards: tuple[CardToken, ...] = ()
    labels: tuple[str, ...] = ()
    tier: TierStanding | None = None
    balances: Mapping[str, tuple[Part, ...]]
    balances_until: date | None = None
    consents: tuple[StatedConsent, ...] = ()
    vouchers: tuple[BroughtVoucher, ...] = ()
    shares_with: str = ""
    is_blocked: bool = False


def member_row(cells: Cells, setting: Setting, naming: Naming) -> MemberRow | tuple[RowFault, ...]:
    """The member that the row speaks of, or all that is wrong with it."""
    number = cells.read("number", _number, "")
    profile = _profile(cells, setting, naming, number)
    row = MemberRow(
        number=number,
        profile=profile,
        enrolled_on=_past_day(cells, "enrolled_on", setting) or setting.choices.opened_on,
        cards=cells.read("cards", _cards, (), at_most=_LONG_MAX),
        labels=cells.read("labels", _labels, (), at_most=_LONG_MAX),
        tier=_tier(cells, setting),
        balances=_balances(cells, setting),
        balances_until=_coming_day(cells, "balances_until", setting),
        consents=tuple(_consents(cells, setting, profile)),
        vouchers=cells.read("vouchers", vouchers_of, (), at_most=_LONG_MAX),
        shares_with=cells.read("shares_with", lambda text: _number(text) if text else "", ""),
        is_blocked=cells.read("blocked", answer_of, None) or False,
    )
    return tuple(cells.faults) or row


def _number(text: str) -> str:
    if not text:
        raise Unclear(CellFault.NEEDED)
    return _token(text).value


def _token(text: str) -> CardToken:
    value, kind = text.translate(_JOINS), TokenKind.NUMBER
    if value.lower().startswith(_UID):
        value, kind = value[len(_UID) :], TokenKind.UID
    try:
        return CardToken(kind, value.upper())
    except InvalidValue:
        raise Unclear(CellFault.NO_CARD) from None


def _cards(text: str) -> tuple[CardToken, ...]:
    return tuple(dict.fromkeys(_token(each) for each in _BETWEEN.split(text) if each.strip()))


def _labels(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each.strip() for each in _BETWEEN.split(text) if each.strip()))
    if any(len(each) > _LABEL_LENGTH_MAX for each in found):
        raise Unclear(CellFault.TOO_LONG)
    return found


def _profile(cells: Cells, setting: Setting, naming: Naming, number: str) -> Profile:
    family, given = clean_name(cells.text("family_name")), clean_name(cells.text("given_name"))
    if not family and not given:
        cells.wrong("family_name", CellFault.NEEDED)
    born = cells.read("birthday", lambda text: birthday_of(text, setting.today), None)
    return Profile(
        given_name=given,
        family_name=family,
        phone=cells.read("phone", lambda text: _phone(text, setting.choices.country), ""),
        email=cells.read("email", _email, ""),
        birthday=born.day if born else None,
        birth_year=born.year if born else None,
        language=cells.read("language", _language, "") or setting.choices.language,
        household=tuple(_household(cells, setting, naming, number)),
        address=_address(cells),
    )


def _phone(text: str, country: str) -> str:
    read = read_phone(text, country) if text else ""
    if text and not read:
        raise Unclear(CellFault.NO_PHONE)
    return read


def _email(text: str) -> str:
    read = read_email(text) if text else ""
    if text and not read:
        raise Unclear(CellFault.NO_EMAIL)
    return read


def _language(text: str) -> str:
    if not text:
        return ""
    try:
        return _LANGUAGES[fold(text)]
    except KeyError:
        raise Unclear(CellFault.NO_LANGUAGE) from None


def _address(cells: Cells) -> PostalAddress | None:
    street, postcode, city = (cells.text(each) for each in ("street", "postcode", "city"))
    found = PostalAddress(street=street, postcode=postcode[:20], city=city)
    return found if found != PostalAddress() else None


def _household(cells: Cells, setting: Setting, naming: Naming, number: str) -> Iterator[Relative]:
    people = [("spouse", Relation.SPOUSE), *((f"child_{n}", Relation.CHILD) for n in range(1, CHILDREN + 1))]
    for who, relation in people:
        name = clean_name(cells.text(f"{who}_name"))
        born = _birthday(cells, f"{who}_birthday", setting)
        if name or born is not None:
            id_ = RelativeId(naming.id("relative", number, who))
            day = born.day if born else None
            yield Relative(id=id_, relation=relation, given_name=name, birthday=day)
    wedding = _birthday(cells, "wedding", setting)
    if wedding is not None:
        id_ = RelativeId(naming.id("relative", number, "wedding"))
        yield Relative(id=id_, relation=Relation.OTHER, given_name="wedding", birthday=wedding.day)


def _birthday(cells: Cells, target: str, setting: Setting) -> Birthday | None:
    return cells.read(target, lambda text: birthday_of(text, setting.today), None)


def _past_day(cells: Cells, target: str, setting: Setting) -> date | None:
    found = cells.read(target, day_of, None)
    if found is not None and setting.today.year - found.year > _YEARS_BACK:
        cells.wrong(target, CellFault.NO_DAY)
        return None
    if found is not None and found > setting.today:
        cells.wrong(target, CellFault.IN_THE_FUTURE)
        return None
    return found


def _coming_day(cells: Cells, target: str, setting: Setting) -> date | None:
    found = cells.read(target, day_of, None)
    if found is not None and found < setting.today:
        cells.wrong(target, CellFault.IN_THE_PAST)
        return None
    return found


def _tier(cells: Cells, setting: Setting) -> TierStanding | None:
    text = cells.text("tier")
    if not text:
        return None
    code = setting.tier(text)
    if code is None:
        cells.wrong("tier", CellFault.NO_TIER)
        return None
    since = _past_day(cells, "tier_since", setting) or setting.choices.opened_on
    return TierStanding(code=code, since=since, until=_coming_day(cells, "tier_until", setting))


def _balances(cells: Cells, setting: Setting) -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, tuple[Part, ...]] = {}
    for target in cells.columns.values():
        if target.startswith(BALANCE):
            nothing: tuple[Part, ...] = ()
            reading = partial(parts_of, reading=_reading(target, setting))
            parts = cells.read(target, reading, nothing, at_most=_LONG_MAX)
            if any(part.until is not None and part.until < setting.today for part in parts):
                cells.wrong(target, CellFault.IN_THE_PAST)
            found[target.removeprefix(BALANCE)] = tuple(part for part in parts if part.amount)
    return {counter: parts for counter, parts in found.items() if parts}


def _reading(target: str, setting: Setting) -> Callable[[str], int]:
    """Cashback is an amount of money, everything else a whole number."""
    decimals = setting.decimals(target.removeprefix(BALANCE))
    return partial(minor_of, exponent=decimals) if decimals else count_of


def _consents(cells: Cells, setting: Setting, profile: Profile) -> Iterator[StatedConsent]:
    stated = {each: cells.read(f"consent_{each.value}", answer_of, None) for each in Channel}
    if all(each is None for each in stated.values()):
        return
    day = _past_day(cells, "consent_on", setting)
    wording = cells.text("consent_wording", at_most=_WORDING_LENGTH_MAX) or setting.choices.consent_wording
    source = cells.text("consent_source", at_most=_WORDING_LENGTH_MAX) or setting.choices.consent_source
    parent = parent_name(cells.text("consent_parent"))
    for channel, granted in stated.items():
        if granted is None:
            continue
        name = f"consent_{channel.value}"
        said_on = _past_day(cells, f"{name}_on", setting) or day or setting.choices.opened_on
        words = cells.text(f"{name}_wording", at_most=_WORDING_LENGTH_MAX) or wording
        needs = granted and needs_parent(profile, said_on, setting.alone_from)
        if granted and not (words and source):
            cells.wrong(name, CellFault.NO_PROOF)
            return
        if needs and not parent:
            cells.wrong(name, CellFault.CHILD)
            return
        yield StatedConsent(
            channel=channel,
            granted=granted,
            wording=f"{words} ({source})" if source else words,
            at=datetime.combine(said_on, time(12), UTC),
            parent=parent if needs or (granted and profile.birth_year is None) else "",
        )
