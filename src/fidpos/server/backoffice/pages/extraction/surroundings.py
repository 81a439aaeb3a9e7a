"""What a segment is asked within: the merchant's day, programme and shops, and what can be chosen from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.dates import get_day_names, get_month_names

from fidpos.domain.card import Medium
from fidpos.domain.ids import ShopId
from fidpos.domain.member import Channel, MemberStatus
from fidpos.domain.money import Currency
from fidpos.server.backoffice.asked import Asked
from fidpos.server.db import segment_setting
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.segments import labels_in_use
from fidpos.server.db.work import Work
from fidpos.server.services.segments.segment import Lifecycle, ListField
from fidpos.texts.formats import LOCALES

Choices = Sequence[tuple[str, str]]
"""Each with its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Of one request.

    Attributes:
        choices: by field, what can be ticked.
        shops: those that the visitor sees.
    """

    asking: Asking
    currency: Currency
    choices: Mapping[ListField, Choices]
    shops: Mapping[ShopId, str]
    weekdays: Choices

    def words_of(self, field: ListField, value: str) -> str:
        """What a value is called; the value itself where it is not known any more."""
        return dict(self.choices.get(field, ())).get(value, value)


def surroundings(asked: Asked, work: Work) -> Surroundings:
    """Read them."""
    setting = segment_setting.read(work, asked.visitor.shops)
    say, language = asked.texts.say, asked.visitor.language
    months = get_month_names("wide", locale=LOCALES[language])
    days = get_day_names("wide", locale=LOCALES[language])
    by_month = [(str(month), months[month]) for month in range(1, 13)]
    return Surroundings(
        asking=Asking(
            today=asked.now().astimezone(asked.zone).date(),
            counter=setting.counter,
            shops=asked.visitor.shops,
            rhythm=setting.rhythm,
        ),
        currency=setting.currency,
        shops=setting.shops,
        weekdays=[(str(day), days[day - 1]) for day in range(1, 8)],
        choices={
            ListField.STATUS: [
                (each.value, say(f"office.segment.status.{each.value}"))
                for each in MemberStatus
                if each is not MemberStatus.MERGED
            ],
            ListField.TIER: [(code, titles.of(language)) for code, titles in setting.tiers],
            ListField.LABEL: [(label, label) for label in labels_in_use(work)],
            ListField.CONSENT: [
                (each.value, say(f"office.segment.consent.{each.value}")) for each in Channel
            ],
            ListField.SHOP: [(str(shop), name) for shop, name in setting.shops.items()],
            ListField.LANGUAGE: [(each, say(f"office.segment.language.{each}")) for each in LOCALES],
            ListField.BIRTHDAY_MONTH: by_month,
            ListField.CHILD_BIRTHDAY_MONTH: by_month,
            ListField.CARD_MEDIUM: [
                (each.value, say(f"office.segment.medium.{each.value}"))
                for each in Medium
                if each is not Medium.TYPED
            ],
            ListField.LIFECYCLE: [
                (each.value, say(f"office.segment.lifecycle.{each.value}")) for each in Lifecycle
            ],
        },
    )
