"""The programme as it stands: what is in force where, what is planned, what is being written."""

import json

from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Currency, Money
from fidpos.rules.examples import EXAMPLES
from fidpos.server.backoffice.answer import Answer, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.programme.at_hand import scene_of, version_of
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.programme.logo import drawn_anew
from fidpos.server.backoffice.programme.numbers import typed
from fidpos.server.backoffice.programme.spot import Unit
from fidpos.server.backoffice.programme.told import told_programme
from fidpos.server.db import programmes
from fidpos.server.db.configuring import PostgresConfiguration
from fidpos.server.db.work import Work
from fidpos.server.services.publish import Spot, push_setting
from fidpos.settings.declaration import Scope

_GIFTS_MOST = 1_000


def show(asked: Asked) -> Answer:
    """In words."""
    return _page(asked, Form({}, asked.visitor.language))


def change_card(asked: Asked) -> Answer:
    """What the card is called at every till, and what one person may give or publish."""
    form = Form(asked.fields, asked.visitor.language)
    gifts = form.integer("gifts_a_day", needed=False, least=0, most=_GIFTS_MOST)
    name = form.text("card_name", needed=True, at_most=60)
    with asked.work() as work:
        currency = Currency.of(programmes.card(work).currency)
        bound = form.money("costly_rule", currency, needed=False)
        if form.is_good and name is not None:
            programmes.change_card(work, name)
            _push(asked, work, "card_name", name)
            programmes.bound_costs(work, bound.minor if isinstance(bound, Money) else None)
            if gifts is not None:
                programmes.bound_gifts(work, gifts)
            asked.write_down(work, "card_changed", asked.visitor.merchant_id)
    if not form.is_good:
        return _page(asked, form)
    return Redirect(path="/programme", said=Message(key="office.programme.card_kept"))


def change_logo(asked: Asked) -> Answer:
    """Every till shows this picture, or none any more."""
    form = Form(asked.fields, asked.visitor.language)
    upload, logo = asked.files.get("logo"), None
    try:
        if not form.flag("no_logo"):
            logo = drawn_anew(upload.file) if upload is not None and upload.size else None
            if logo is None:
                form.wrong("logo", "office.form.needed")
    except InvalidValue:
        form.wrong("logo", "office.programme.no_logo")
    if not form.is_good:
        return _page(asked, form)
    with asked.work() as work:
        _push(asked, work, "logo", logo)
        asked.write_down(work, "logo_changed", asked.visitor.merchant_id)
    return Redirect(path="/programme", said=Message(key="office.programme.card_kept"))


def _push(asked: Asked, work: Work, name: str, value: str | None) -> None:
    spot = Spot(scope=Scope.MERCHANT, id=work.merchant_id)
    configuration = PostgresConfiguration(work.connection, work.merchant_id)
    push_setting(configuration, name, None if value is None else json.dumps(value), spot, asked.now())


def _page(asked: Asked, form: Form) -> Page:
    with asked.reading() as work:
        found = programmes.versions(work)
        now = asked.now()
        current = programmes.in_force(found, now)
        card = programmes.card(work)
        context = {
            "drafts": programmes.drafts(work),
            "examples": EXAMPLES,
            "versions": found,
            "current": current,
            "newest": current or (found[0] if found else None),
            "told": _told(asked, work, current.version) if current else None,
            "shops": programmes.shops_and_tills(work)[0],
            "card": card,
            "logo": programmes.logo(work),
            "card_name": form.shown("card_name", card.card_name),
            "costly_rule": form.typed("costly_rule") or _bound(asked, card),
            "gifts_a_day": form.typed("gifts_a_day") or card.gifts_a_day_max,
            "problems": form.problems,
            "may_set": asked.visitor.may(Permission.OWN_DATA),
        }
    return Page(template="programme/start.html", context=context, status=200 if form.is_good else 422)


def _told(asked: Asked, work: Work, version: int) -> object:
    return told_programme(scene_of(asked, work, version_of(work, version)))


def _bound(asked: Asked, card: programmes.Card) -> str:
    if card.costly_rule_minor is None:
        return ""
    currency = Currency.of(card.currency)
    return typed(card.costly_rule_minor, Unit.MONEY, currency, asked.visitor.language)
