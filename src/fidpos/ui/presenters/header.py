"""The strip at the top: the merchant's own name and card, the shop's clock, who is signed in."""

from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import HeaderModel
from fidpos.ui.presenters.scene import Scene, button, initials


def header(scene: Scene) -> HeaderModel:
    """Drawn on every screen that has an open store; where nothing counts, that stands first."""
    texts, identity, staff = scene.texts, scene.identity, scene.view.staff
    merchant, whose = identity.merchant_name, identity.card_name
    if not identity.production:
        merchant, whose = texts.say("header.practice"), identity.merchant_name
    return HeaderModel(
        merchant=merchant,
        place=texts.say("header.place", card=whose, shop=identity.shop_name, till=identity.till_name),
        day=texts.formats.long_day(identity.calendar.local(scene.now).date()),
        hour=texts.formats.hour(scene.now),
        staff=staff.name if staff is not None else "",
        staff_initials=initials(staff.name) if staff is not None else "",
        lock=button(texts, Key.F9, texts.say("header.lock"), icon="lock") if staff is not None else None,
        is_practice=not identity.production,
    )
