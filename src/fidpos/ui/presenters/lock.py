"""The lock screen: a name or a badge first, then the PIN."""

from fidpos.till.view import StaffView
from fidpos.ui.presenters.banner import banner
from fidpos.ui.presenters.console import STAFF_ON_A_PAGE, staff_pages
from fidpos.ui.presenters.header import header
from fidpos.ui.presenters.help import help_model
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Accent, LockModel, NamesModel, PinModel, StaffTile
from fidpos.ui.presenters.pin_entry import PIN_DIGITS_USUAL
from fidpos.ui.presenters.scene import Scene, button, initials
from fidpos.ui.presenters.status import status


def lock(scene: Scene) -> LockModel:
    """The till while nobody is signed in."""
    named = scene.view.sign_in
    waiting = scene.view.visit_id is not None
    return LockModel(
        header=header(scene),
        card_name=scene.identity.card_name,
        greeting=scene.texts.say("lock.greeting"),
        waiting=scene.texts.say("lock.visit_waiting") if waiting else "",
        panel=_names(scene) if named is None else _pin(scene, named),
        banner=banner(scene),
        status=status(scene.texts, scene.lights),
        help=help_model(scene.texts) if scene.console.help_open else None,
    )


def _names(scene: Scene) -> NamesModel:
    texts, names = scene.texts, scene.view.staff_names
    pages = staff_pages(scene.view)
    page = min(scene.console.staff_page, pages - 1)
    shown = names[page * STAFF_ON_A_PAGE :][:STAFF_ON_A_PAGE]
    several = pages > 1
    return NamesModel(
        title=texts.say("lock.who"),
        subtitle=texts.say("lock.badge"),
        tiles=tuple(_tile(scene, place, person) for place, person in enumerate(shown, start=1)),
        empty=texts.say("lock.nobody"),
        page=texts.say("lock.page", page=page + 1, pages=pages) if several else "",
        earlier=button(texts, Key.LEFT, "", icon="chevron-left") if several else None,
        later=button(texts, Key.RIGHT, "", icon="chevron-right") if several else None,
    )


def _tile(scene: Scene, place: int, person: StaffView) -> StaffTile:
    return StaffTile(
        number=str(place),
        name=person.name,
        initials=initials(person.name),
        role=scene.texts.say(f"role.{person.role.value}"),
        press=Press.typing(str(place)),
    )


def _pin(scene: Scene, person: StaffView) -> PinModel:
    texts, typed = scene.texts, len(scene.console.pin.digits)
    return PinModel(
        title=texts.say("lock.pin"),
        name=person.name,
        initials=initials(person.name),
        role=texts.say(f"role.{person.role.value}"),
        filled=typed,
        places=max(PIN_DIGITS_USUAL, typed),
        other=button(texts, Key.ESCAPE, texts.say("lock.pin_clear" if typed else "lock.other")),
        enter=button(
            texts,
            Key.ENTER,
            texts.say("lock.open"),
            enabled=scene.console.pin.is_complete,
            accent=Accent.INFO,
        ),
    )
