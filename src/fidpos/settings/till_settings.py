"""The settings of a till, each declared once.

What computes rewards is the programme's. Who the till is, its time zone, and whether it serves real
customers, is its identity's, which only the store holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.enrolment_policy import EnrolmentPolicy
from fidpos.domain.gift_card import GiftCardPolicy, GiftCardTerms, VatKind
from fidpos.domain.visit import SalesChannel
from fidpos.settings.declaration import CENTRE, OWNER, PERSON, Declared, Scope, Source
from fidpos.settings.kinds import (
    Address,
    Amount,
    Amounts,
    Choice,
    Country,
    DigitTexts,
    Folder,
    Picture,
    Switch,
    Tables,
    Title,
    Version,
    Whole,
    Word,
)

LOGO_BYTES_MAX = 48 * 1024


class Language(StrEnum):
    """Languages of the product."""

    FRENCH = "fr"
    ENGLISH = "en"


class AmountEntry(StrEnum):
    """How a cashier types an amount."""

    CENTS = "cents"
    """`1240` is 12,40: the decimals are implied."""
    COMMA = "comma"
    """`12,4` is 12,40."""


class PrinterKind(StrEnum):
    """How the ticket printer is connected."""

    NONE = "none"
    """There is none: a ticket becomes a file, which the system's own program prints."""
    NETWORK = "network"
    SERIAL = "serial"
    USB = "usb"
    """A file of the system, such as `/dev/usb/lp0`."""


class PaperRoll(StrEnum):
    """How wide the printer's paper is."""

    NARROW = "58mm"
    WIDE = "80mm"


Readers = Mapping[str, Mapping[str, object]]
"""Settings of each reader driver in use, by the name this till gives it."""

Cards = Mapping[str, Mapping[str, object]]
"""Settings of each card format in use, by the format's name."""

USUAL_CARDS: Cards = MappingProxyType({"applet": {}})
"""Card formats of a till whose settings file names none."""

USUAL_READERS: Readers = MappingProxyType({"keyboard_wedge": {}, "pcsc": {}})
"""Drivers of a till whose settings file names none: they find what is plugged in by themselves."""

_GIFTS, _CORRECTIONS, _ENROLMENTS = GiftCardPolicy(), CorrectionPolicy(), EnrolmentPolicy()
_MINOR = Amount(most=10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSettings:
    """What holds for this till, whoever set it.

    Attributes:
        language: of screens, messages and tickets until somebody signs in.
        amount_entry: how amounts are typed.
        auto_lock_min: minutes without a key, a touch or a card after which the till locks.
        channel: how the purchases of this till are made, for offers that ask for it.
        sound: whether results are heard; they are seen in any case.
        text_percent: how large texts on the screen are; figures that are large anyway stay as they are.
        backup_folder: where backups go, best on another disk; None for the data folder.
        backup_every_h: hours between two backups.
        backup_keep_days, backup_keep_weeks, backup_keep_months: of so many last days, weeks and months the
            newest backup is kept.
        readers: settings of each reader driver in use, checked by the driver's manifest; `driver` names it
            where it is not the table's own name. A file that names any driver names them all.
        gs1_company_prefixes: GS1 company prefixes whose service relation numbers are the merchant's cards.
        gs1_assumed: every scanned code is tried as GS1, for scanners that send no symbology id.
        cards: settings of each card format in use, checked by the format's manifest; likewise.
        gift_card_vat, gift_card_valid_months, gift_card_grace_days: terms of gift cards made from now on.
        gift_card_balance_max_minor: what one card may hold, in minor units like those that follow.
        gift_card_load_max_minor: what may be loaded onto one card in any thirty days.
        gift_card_presets_minor: offered by a digit each, as far as a card may hold them.
        gift_card_cashier_max_minor: what is loaded on one ticket without a manager.
        gift_card_sold_a_day_max_minor: what one till loads in a day without a manager.
        gift_card_spent_a_day_max_minor: what one card may pay in a day without a manager.
        gift_card_hold_s: after how many seconds a payment that was not finished may be let go.
        gift_card_lookups_a_minute: numbers tried at one till, right or wrong.
        printer: how the ticket printer is connected.
        printer_address: host and port of one on the network, device of another.
        printer_baud: speed of one on a serial port.
        printer_paper: width of its paper.
        out_of_contact_days: for how long a shop may not hear its centre before nobody acts as a manager
            there; longer than a day for one that has no line.
        customer_display: a second screen shows the customer what the till says of their visit.
        rewards_online_from_minor: rewards and vouchers worth less than this on a visit are drawn on the
            allowance without asking the centre; 0 asks for all.
        refund_days_max: how many days after a visit a refund of it takes points back.
        credit_days_max: for how many days the ticket of a forgotten card is credited.
        register_link: cash registers may hand their baskets over by HTTP.
        register_link_address: where the link listens; another address than this machine's own needs a
            certificate.
        register_link_port: on which port.
        register_link_certificate: folder of `chain.pem` and `key.pem`, for TLS.
        register_folder: folder of the hand-over by files; None for none.
        centre_here: the shop's centre runs on this PC, and the till starts it (see `bootstrap.centre_here`).
        centre_port: where it answers.
        country: where a telephone number without a country is dialled.
        consent_wording: version of the sentences in which consents are asked, kept with each of them.
        enrolments_an_hour: members whom one person enrols in an hour without a manager.
    """

    language: Annotated[Language, Declared(Choice(Language), Scope.TILL)] = Language.FRENCH
    amount_entry: Annotated[AmountEntry, Declared(Choice(AmountEntry), Scope.SHOP)] = AmountEntry.CENTS
    auto_lock_min: Annotated[int, Declared(Whole(least=1, most=60), Scope.SHOP)] = 5
    channel: Annotated[SalesChannel, Declared(Choice(SalesChannel), Scope.TILL)] = SalesChannel.COUNTER
    sound: Annotated[bool, Declared(Switch(), Scope.TILL)] = True
    text_percent: Annotated[int, Declared(Whole(least=100, most=150), Scope.TILL)] = 100
    backup_folder: Annotated[Path | None, Declared(Folder(), Scope.TILL, PERSON)] = None
    backup_every_h: Annotated[int, Declared(Whole(least=1, most=168), Scope.SHOP)] = 6
    backup_keep_days: Annotated[int, Declared(Whole(least=1, most=366), Scope.SHOP)] = 7
    backup_keep_weeks: Annotated[int, Declared(Whole(least=0, most=260), Scope.SHOP)] = 5
    backup_keep_months: Annotated[int, Declared(Whole(least=0, most=120), Scope.SHOP)] = 12
    readers: Annotated[Readers, Declared(Tables(), Scope.TILL, frozenset({Source.FILE}))] = field(
        default_factory=lambda: USUAL_READERS
    )
    gs1_company_prefixes: Annotated[
        tuple[str, ...], Declared(DigitTexts(least=4, most=12), Scope.MERCHANT)
    ] = ()
    gs1_assumed: Annotated[bool, Declared(Switch(), Scope.TILL)] = False
    cards: Annotated[Cards, Declared(Tables(), Scope.MERCHANT, OWNER)] = field(
        default_factory=lambda: USUAL_CARDS
    )
    gift_card_vat: Annotated[VatKind, Declared(Choice(VatKind), Scope.MERCHANT, OWNER)] = _GIFTS.terms.vat
    gift_card_valid_months: Annotated[int, Declared(Whole(least=0, most=240), Scope.MERCHANT, OWNER)] = (
        _GIFTS.terms.valid_months
    )
    gift_card_grace_days: Annotated[int, Declared(Whole(least=0, most=366), Scope.MERCHANT, OWNER)] = (
        _GIFTS.terms.grace_days
    )
    gift_card_balance_max_minor: Annotated[int, Declared(_MINOR, Scope.MERCHANT, OWNER)] = (
        _GIFTS.balance_max_minor
    )
    gift_card_load_max_minor: Annotated[int, Declared(_MINOR, Scope.MERCHANT, OWNER)] = _GIFTS.load_max_minor
    gift_card_presets_minor: Annotated[
        tuple[int, ...], Declared(Amounts(count_max=8, most=_MINOR.most), Scope.MERCHANT, OWNER)
    ] = _GIFTS.presets_minor
    gift_card_cashier_max_minor: Annotated[int, Declared(_MINOR, Scope.SHOP, OWNER)] = (
        _GIFTS.cashier_max_minor
    )
    gift_card_sold_a_day_max_minor: Annotated[int, Declared(_MINOR, Scope.SHOP, OWNER)] = (
        _GIFTS.sold_a_day_max_minor
    )
    gift_card_spent_a_day_max_minor: Annotated[int, Declared(_MINOR, Scope.SHOP, OWNER)] = (
        _GIFTS.spent_a_day_max_minor
    )
    gift_card_hold_s: Annotated[int, Declared(Whole(least=60, most=86_400), Scope.SHOP, OWNER)] = (
        _GIFTS.hold_s
    )
    gift_card_lookups_a_minute: Annotated[int, Declared(Whole(least=1, most=120), Scope.SHOP, OWNER)] = (
        _GIFTS.lookups_a_minute
    )
    printer: Annotated[PrinterKind, Declared(Choice(PrinterKind), Scope.TILL, PERSON)] = PrinterKind.NONE
    printer_address: Annotated[str, Declared(Word(), Scope.TILL, PERSON)] = ""
    printer_baud: Annotated[int, Declared(Whole(least=1200, most=921_600), Scope.TILL, PERSON)] = 115_200
    printer_paper: Annotated[PaperRoll, Declared(Choice(PaperRoll), Scope.TILL, PERSON)] = PaperRoll.WIDE
    out_of_contact_days: Annotated[int, Declared(Whole(least=1, most=31), Scope.SHOP, CENTRE)] = 1
    customer_display: Annotated[bool, Declared(Switch(), Scope.TILL)] = True
    rewards_online_from_minor: Annotated[int, Declared(_MINOR, Scope.SHOP, OWNER)] = 0
    refund_days_max: Annotated[int, Declared(Whole(least=0, most=3660), Scope.MERCHANT, OWNER)] = (
        _CORRECTIONS.refund_days_max
    )
    credit_days_max: Annotated[int, Declared(Whole(least=0, most=366), Scope.MERCHANT, OWNER)] = (
        _CORRECTIONS.credit_days_max
    )
    register_link: Annotated[bool, Declared(Switch(), Scope.TILL, PERSON)] = False
    register_link_address: Annotated[str, Declared(Address(), Scope.TILL, PERSON)] = "127.0.0.1"
    register_link_port: Annotated[int, Declared(Whole(least=1024, most=65_535), Scope.TILL, PERSON)] = 8431
    register_link_certificate: Annotated[Path | None, Declared(Folder(), Scope.TILL, PERSON)] = None
    register_folder: Annotated[Path | None, Declared(Folder(), Scope.TILL, PERSON)] = None
    centre_here: Annotated[bool, Declared(Switch(), Scope.TILL, PERSON)] = False
    centre_port: Annotated[int, Declared(Whole(least=1024, most=65_535), Scope.TILL, PERSON)] = 8750
    country: Annotated[str, Declared(Country(), Scope.SHOP)] = _ENROLMENTS.country
    consent_wording: Annotated[str, Declared(Version(), Scope.MERCHANT, OWNER)] = _ENROLMENTS.wording
    enrolments_an_hour: Annotated[int, Declared(Whole(least=1, most=1000), Scope.SHOP, OWNER)] = (
        _ENROLMENTS.an_hour_max
    )
    card_name: Annotated[str, Declared(Title(length_max=60), Scope.MERCHANT, CENTRE)] = ""
    """Empty for the one that the till heard when it was paired."""
    logo: Annotated[str, Declared(Picture(bytes_max=LOGO_BYTES_MAX), Scope.MERCHANT, CENTRE)] = ""

    @property
    def gift_card_policy(self) -> GiftCardPolicy:
        """What the use cases of gift cards go by."""
        return GiftCardPolicy(
            terms=GiftCardTerms(
                vat=self.gift_card_vat,
                valid_months=self.gift_card_valid_months,
                grace_days=self.gift_card_grace_days,
            ),
            balance_max_minor=self.gift_card_balance_max_minor,
            load_max_minor=self.gift_card_load_max_minor,
            presets_minor=self.gift_card_presets_minor,
            cashier_max_minor=self.gift_card_cashier_max_minor,
            sold_a_day_max_minor=self.gift_card_sold_a_day_max_minor,
            spent_a_day_max_minor=self.gift_card_spent_a_day_max_minor,
            hold_s=self.gift_card_hold_s,
            lookups_a_minute=self.gift_card_lookups_a_minute,
        )

    @property
    def correction_policy(self) -> CorrectionPolicy:
        """What refunds and forgotten cards go by."""
        return CorrectionPolicy(refund_days_max=self.refund_days_max, credit_days_max=self.credit_days_max)

    @property
    def enrolment_policy(self) -> EnrolmentPolicy:
        """What enrolling goes by."""
        return EnrolmentPolicy(
            country=self.country, wording=self.consent_wording, an_hour_max=self.enrolments_an_hour
        )
