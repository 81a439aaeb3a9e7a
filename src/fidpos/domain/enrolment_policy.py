"""What the merchant decides about enrolling at a counter."""

from dataclasses import dataclass

from fidpos.domain.member import Channel

ASKED = (Channel.EMAIL, Channel.SMS, Channel.TELEPHONE, Channel.POST)
"""For which a consent is asked, in this order; partners are named before anybody is asked for them, which a
counter cannot do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentPolicy:
    """How a shop enrols.

    Attributes:
        country: ISO 3166 code of where a telephone number without one is dialled.
        wording: version of the sentences in which consents are asked, kept with each of them.
        channels: for which they are asked.
        an_hour_max: members whom one person enrols in an hour without a manager.
    """

    country: str = "FR"
    wording: str = "2026-1"
    channels: tuple[Channel, ...] = ASKED
    an_hour_max: int = 20
