"""The register of processing activities (GDPR, article 30), written from what is switched on.

Nobody keeps it by hand: an activity stands in it because the scheme does it, and with the categories of data
that this merchant's scheme holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Why it is lawful (article 6)."""

    CONTRACT = "contract"
    CONSENT = "consent"
    DUTY = "duty"
    INTEREST = "interest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What of a merchant's scheme decides on its register.

    Attributes:
        channels: for which somebody has given a consent.
    """

    has_birthdays: bool
    has_households: bool
    has_gift_cards: bool
    has_segments: bool
    has_mail: bool
    channels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One entry: `office.privacy.activity.<name>` is what it is for.

    Attributes:
        data: categories, each `office.privacy.data.<name>`.
        kept: `office.privacy.kept.<name>`.
        receivers: `office.privacy.receiver.<name>`.
    """

    name: str
    basis: Basis
    data: tuple[str, ...]
    kept: str
    receivers: tuple[str, ...] = ("staff", "host")


def register(scheme: Scheme) -> Iterator[Activity]:
    """Its entries, in the order in which a member meets them."""
    identity = ["identity", "contact", *(["birthday"] if scheme.has_birthdays else [])]
    yield Activity(
        name="loyalty",
        basis=Basis.CONTRACT,
        data=(*identity, *(["household"] if scheme.has_households else []), "cards", "purchases", "points"),
        kept="three_years",
    )
    if scheme.channels:
        receivers = ("staff", "host", "partners") if "partners" in scheme.channels else ("staff", "host")
        yield Activity(
            name="marketing",
            basis=Basis.CONSENT,
            data=("identity", "contact", "consents"),
            kept="until_withdrawn",
            receivers=receivers,
        )
    if scheme.has_segments:
        yield Activity(
            name="segments", basis=Basis.INTEREST, data=("purchases", "labels"), kept="three_years"
        )
    if scheme.has_gift_cards:
        yield Activity(
            name="gift_cards",
            basis=Basis.CONTRACT,
            data=("gift_cards",),
            kept="accounts",
            receivers=("staff", "host"),
        )
    if scheme.has_mail:
        yield Activity(
            name="mail", basis=Basis.CONTRACT, data=("contact",), kept="sent", receivers=("mail_host",)
        )
    yield Activity(name="fraud", basis=Basis.INTEREST, data=("staff_acts", "purchases"), kept="one_year")
    yield Activity(name="rights", basis=Basis.DUTY, data=("requests", "suppressions"), kept="proof")
