"""How shop, merchant, card and till are called; where the shop is, and what follows from it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fidpos.contact.phone import is_country
from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Currency
from fidpos.till.first_run.countries import COUNTRIES
from fidpos.till.first_run.form import Form
from fidpos.till.first_run.people import PeoplePage, PersonPage
from fidpos.till.first_run.walk import MARKS, Walk, marks, title
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.sync.pairing import NAME_MAX

NAMES = ("shop", "merchant", "card", "till")
MONEY = ("currency", "zone", "phone")
DECIMALS = 2
"""Of the currencies in which the example programmes make sense."""
_ZONE_MAX = 40
_CODE_MAX = 3


class NamesPage:
    """The first page of a new shop."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        texts = {"till": walk.place.usual_till_name(), **walk.answers.names}
        self._form = Form(NAMES, texts)

    def view(self) -> TaskView:
        """Four names."""
        form = self._form
        return TaskView(
            place="names",
            title=title(),
            steps=marks(),
            step=MARKS.index("names"),
            lead=Message(key="first_run.names.lead"),
            body=FormBody(
                fields=tuple(
                    Field(
                        key=key,
                        label=Message(key=f"first_run.names.{key}"),
                        text=form.text(key),
                        placeholder=Message(key=f"first_run.names.{key}.example"),
                        note=Message(key=f"first_run.names.{key}.note"),
                        fault=form.faults.get(key),
                        length_max=NAME_MAX,
                    )
                    for key in NAMES
                ),
                at=form.at,
            ),
            enter=Message(key="first_run.next"),
            help="first_run.names.help",
        )

    def act(self, act: TaskAct) -> None:
        """A field was typed, or all of them."""
        form = self._form
        if form.fill(act) and form.check(lambda each: each.check_names(*NAMES)):
            self._walk.answers.names = dict(form.texts)
            self._walk.go(CountryPage(self._walk))
        elif form.text("shop") and not form.text("merchant"):
            form.texts["merchant"] = form.text("shop")


class CountryPage:
    """A digit chooses; currency, zone and telephone numbers follow."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """The countries there are words for; another one is put right on the next page."""
        return TaskView(
            place="country",
            title=title(),
            steps=marks(),
            step=MARKS.index("country"),
            lead=Message(key="first_run.country.lead"),
            body=ListBody(
                lines=tuple(
                    Line(
                        title=Message(key=each.message_key),
                        detail=each.zone,
                        aside=each.currency,
                        is_chosen=each.code == self._walk.answers.country,
                    )
                    for each in COUNTRIES
                )
            ),
            help="first_run.country.help",
        )

    def act(self, act: TaskAct) -> None:
        """A country was chosen; what was changed for it before stays."""
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(COUNTRIES):
            return
        chosen, answers = COUNTRIES[act.number - 1], self._walk.answers
        if chosen.code != answers.country:
            answers.country = chosen.code
            answers.money = {"currency": chosen.currency, "zone": chosen.zone, "phone": chosen.code}
        self._walk.go(MoneyPage(self._walk))


class MoneyPage:
    """What follows from the country, to be changed where that is wrong."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._form = Form(MONEY, dict(walk.answers.money))

    def view(self) -> TaskView:
        """Three codes."""
        form, lengths = self._form, {"zone": _ZONE_MAX}
        return TaskView(
            place="money",
            title=title(),
            steps=marks(),
            step=MARKS.index("country"),
            lead=Message(key="first_run.money.lead"),
            body=FormBody(
                fields=tuple(
                    Field(
                        key=key,
                        label=Message(key=f"first_run.money.{key}"),
                        kind=FieldKind.TEXT,
                        text=form.text(key),
                        note=Message(key=f"first_run.money.{key}.note"),
                        fault=form.faults.get(key),
                        length_max=lengths.get(key, _CODE_MAX),
                    )
                    for key in MONEY
                ),
                at=form.at,
            ),
            enter=Message(key="first_run.next"),
            help="first_run.money.help",
        )

    def act(self, act: TaskAct) -> None:
        """A field was typed, or all of them."""
        form, answers = self._form, self._walk.answers
        if form.fill(act) and form.check(_check_currency, _check_zone, _check_phone):
            answers.money = dict(form.texts)
            self._walk.go(PeoplePage(self._walk))
            if not answers.people:
                self._walk.go(PersonPage(self._walk, None))


def _check_currency(form: Form) -> None:
    code = form.text("currency").strip().upper()
    form.texts["currency"] = code
    try:
        if Currency.of(code).exponent != DECIMALS:
            form.object_to("currency", "decimals")
    except InvalidValue:
        form.object_to("currency", "currency")


def _check_zone(form: Form) -> None:
    zone = form.text("zone").strip()
    form.texts["zone"] = zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        form.object_to("zone", "zone")


def _check_phone(form: Form) -> None:
    code = form.text("phone").strip().upper()
    form.texts["phone"] = code
    if not is_country(code):
        form.object_to("phone", "phone_country")
