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

from fidpos.settings.declaration import PERSON, Declared, Scope, Source
from fidpos.settings.kinds import Choice, DigitTexts, Folder, Switch, Tables, Whole


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


Readers = Mapping[str, Mapping[str, object]]
"""Settings of each reader driver in use, by the name this till gives it."""

Cards = Mapping[str, Mapping[str, object]]
"""Settings of each card format in use, by the format's name."""

USUAL_CARDS: Cards = MappingProxyType({"applet": {}})
"""Card formats of a till whose settings file names none."""

USUAL_READERS: Readers = MappingProxyType({"keyboard_wedge": {}, "pcsc": {}})
"""Drivers of a till whose settings file names none: they find what is plugged in by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSettings:
    """What holds for this till, whoever set it.

    Attributes:
        language: of screens, messages and tickets until somebody signs in.
        amount_entry: how amounts are typed.
        auto_lock_min: minutes without a key, a touch or a card after which the till locks.
        sound: whether results are heard; they are seen in any case.
        backup_folder: where backups go, best on another disk; None for the data folder.
        backup_every_h: hours between two backups.
        backup_keep_days, backup_keep_weeks, backup_keep_months: of so many last days, weeks and months the
            newest backup is kept.
        readers: settings of each reader driver in use, checked by the driver's manifest; `driver` names it
            where it is not the table's own name. A file that names any driver names them all.
        gs1_company_prefixes: GS1 company prefixes whose service relation numbers are the merchant's cards.
        gs1_assumed: every scanned code is tried as GS1, for scanners that send no symbology id.
        cards: settings of each card format in use, checked by the format's manifest; likewise.
    """

    language: Annotated[Language, Declared(Choice(Language), Scope.TILL)] = Language.FRENCH
    amount_entry: Annotated[AmountEntry, Declared(Choice(AmountEntry), Scope.SHOP)] = AmountEntry.CENTS
    auto_lock_min: Annotated[int, Declared(Whole(least=1, most=60), Scope.SHOP)] = 5
    sound: Annotated[bool, Declared(Switch(), Scope.TILL)] = True
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
    cards: Annotated[Cards, Declared(Tables(), Scope.MERCHANT, frozenset({Source.FILE, Source.SERVER}))] = (
        field(default_factory=lambda: USUAL_CARDS)
    )
