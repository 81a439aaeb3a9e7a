"""The technician's desk, put together: header, the page that lies there, status bar, help."""

from typing import assert_never

from fidpos.till.technician.view import Page, TechnicianView
from fidpos.ui.presenters.header import header
from fidpos.ui.presenters.help import help_of
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import HelpModel
from fidpos.ui.presenters.scene import Scene, key_name
from fidpos.ui.presenters.status import centre_key, status
from fidpos.ui.presenters.technician.centre import centre
from fidpos.ui.presenters.technician.devices import devices
from fidpos.ui.presenters.technician.lists import health, plug_ins, printers
from fidpos.ui.presenters.technician.models import (
    CentreModel,
    DevicesModel,
    ListModel,
    PairingModel,
    TechnicianModel,
    WizardModel,
)
from fidpos.ui.presenters.technician.pairing import pairing
from fidpos.ui.presenters.technician.wizard import wizard

_KEYS = (
    (Key.ENTER, "desk.help.enter"),
    (Key.ESCAPE, "desk.help.escape"),
    (Key.F2, "desk.help.f2"),
    (Key.F3, "desk.help.f3"),
    (Key.F4, "desk.help.f4"),
    (Key.F5, "desk.help.f5"),
    (Key.DELETE, "desk.help.delete"),
    (Key.F6, "desk.help.f6"),
    (Key.F7, "desk.help.f7"),
    (Key.F8, "desk.help.f8"),
    (Key.F10, "desk.help.f10"),
    (Key.F12, "desk.help.f12"),
    (Key.F9, "help.f9"),
)


_OF_THE_CENTRE = {
    Page.CENTRE: (
        (Key.ESCAPE, "desk.help.escape"),
        (Key.F2, "desk.help.centre.f2"),
        (Key.F3, "desk.help.centre.f3"),
        (Key.DELETE, "desk.help.centre.delete"),
        (Key.F6, "desk.help.f6"),
        (Key.F7, "desk.help.f7"),
        (Key.F8, "desk.help.f8"),
        (Key.F9, "help.f9"),
    ),
    Page.PAIRING: (
        (Key.ENTER, "desk.help.pairing.enter"),
        (Key.ESCAPE, "desk.help.pairing.escape"),
        (Key.DELETE, "desk.help.pairing.delete"),
        (Key.F9, "help.f9"),
    ),
}

TechnicianPage = DevicesModel | WizardModel | ListModel | CentreModel | PairingModel


def technician(scene: Scene) -> TechnicianModel:
    """The desk as it lies there now."""
    desk = scene.view.technician or TechnicianView()
    is_wizard = desk.page in {Page.WIZARD, Page.PAIRING}
    return TechnicianModel(
        header=header(scene),
        page=_page(scene, desk),
        status=status(scene.texts, scene.lights, more=() if is_wizard else (centre_key(scene.texts),)),
        help=_help(scene) if scene.console.help_open else None,
    )


def _page(scene: Scene, desk: TechnicianView) -> TechnicianPage:
    match desk.page:
        case Page.WIZARD if desk.wizard is not None:
            return wizard(scene, desk, desk.wizard)
        case Page.PAIRING if desk.pairing is not None:
            return pairing(scene, desk.pairing)
        case Page.DEVICES | Page.WIZARD:
            return devices(scene, desk)
        case Page.CENTRE | Page.PAIRING:
            return centre(scene, desk)
        case Page.PLUG_INS:
            return plug_ins(scene, desk)
        case Page.HEALTH:
            return health(scene, desk)
        case Page.PRINTER:
            return printers(scene, desk)
        case _:
            assert_never(desk.page)


def _help(scene: Scene) -> HelpModel:
    """On the pages of the centre, some keys do something else."""
    texts, desk = scene.texts, scene.view.technician or TechnicianView()
    listed = _OF_THE_CENTRE.get(desk.page, _KEYS)
    keys = tuple((key_name(texts, key), texts.say(sentence)) for key, sentence in listed)
    if listed is _KEYS:
        keys = ((texts.say("desk.key.lines"), texts.say("desk.help.lines")), *keys)
    return help_of(texts, title=texts.say("desk.help"), keys=keys, note=texts.say("desk.help.note"))
