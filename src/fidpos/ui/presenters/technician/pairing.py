"""The pairing: one line at a time, then the names that were given to this till."""

from typing import assert_never

from fidpos.till.centre_link import CentreStanding
from fidpos.till.technician.view import PairingStep, PairingView
from fidpos.till.view import Lamp
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.technician.models import (
    AskingModel,
    FactModel,
    FootModel,
    LineModel,
    NamesModel,
    PairingModel,
    StepMark,
)
from fidpos.ui.presenters.technician.said import busy_ppm, of_lamp, plain, said

_STEPS = tuple(PairingStep)
_ICONS = {
    PairingStep.CODE: "scan-barcode",
    PairingStep.ADDRESS: "store",
    PairingStep.NAME: "id-card",
}


def pairing(scene: Scene, view: PairingView) -> PairingModel:
    """The step that is on."""
    texts, step = scene.texts, view.step
    now = _STEPS.index(step)
    is_done = step is PairingStep.DONE
    return PairingModel(
        steps=tuple(
            StepMark(
                number=str(place + 1),
                label=texts.say(f"desk.pairing.step.{each.value}"),
                done=place < now or is_done,
                current=place == now,
            )
            for place, each in enumerate(_STEPS)
        ),
        instruction=texts.say(f"desk.pairing.{step.value}"),
        body=_body(scene, view),
        foot=FootModel(
            said=_said(scene, view),
            busy_ppm=busy_ppm(scene),
            back=button(
                texts,
                Key.ESCAPE,
                texts.say("desk.wizard.leave" if is_done else "desk.back"),
                icon="chevron-left",
            ),
            go_on=button(
                texts,
                Key.ENTER,
                texts.say(f"desk.pairing.enter.{step.value}"),
                enabled=is_done or bool(scene.console.line.text.strip()),
                accent=Accent.INFO,
            ),
        ),
    )


def _body(scene: Scene, view: PairingView) -> LineModel | AskingModel | NamesModel:
    texts = scene.texts
    match view.step:
        case PairingStep.CODE | PairingStep.ADDRESS | PairingStep.NAME as step:
            key = f"desk.pairing.{step.value}"
            return LineModel(
                label=texts.say(f"{key}.label"),
                icon="keyboard",
                text=scene.console.line.shown,
                placeholder=texts.say(f"{key}.example"),
                hint=texts.say(f"{key}.hint"),
                aside_icon=_ICONS[step],
                aside_title=texts.say(f"{key}.aside"),
                aside=texts.say(f"{key}.aside.detail"),
            )
        case PairingStep.ASKING:
            return AskingModel(
                title=texts.say("desk.pairing.asking.title"),
                detail=texts.say("desk.pairing.asking.detail", address=view.address),
            )
        case PairingStep.DONE:
            return _names(scene, view.standing or CentreStanding())
        case _:
            assert_never(view.step)


def _names(scene: Scene, standing: CentreStanding) -> NamesModel:
    texts = scene.texts
    names = (
        ("merchant", standing.merchant_name),
        ("shop", standing.shop_name),
        ("till", standing.till_name),
    )
    return NamesModel(
        names=tuple(FactModel(label=texts.say(f"desk.centre.{name}"), value=value) for name, value in names),
        note=texts.say("desk.pairing.done.note"),
    )


def _said(scene: Scene, view: PairingView) -> BannerModel:
    """A problem where it arose; otherwise what the keys do."""
    if view.problem is not None:
        return of_lamp(scene, Lamp.WARNING, view.problem, view.hint)
    texts = scene.texts
    step = view.step
    if step is PairingStep.DONE:
        return BannerModel(
            accent=Accent.SUCCESS,
            icon="circle-check",
            title=texts.say("desk.pairing.help.done"),
            detail=texts.say("desk.pairing.help.done.detail"),
        )
    icon = "clock" if step is PairingStep.ASKING else "info"
    help_ = plain(
        icon,
        texts.say(f"desk.pairing.help.{step.value}"),
        texts.say(f"desk.pairing.help.{step.value}.detail"),
    )
    return help_ if step is PairingStep.ASKING else said(scene) or help_
