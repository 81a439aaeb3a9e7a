"""The page of the centre: with whom the till is paired, how the link stands, what waits."""

from datetime import timedelta

from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding, WaitingGroup, WaitingList
from fidpos.till.centre_words import standing_words, waiting_words
from fidpos.till.technician.view import CentreView, TechnicianView
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import ButtonModel
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.technician.devices import ago
from fidpos.ui.presenters.technician.models import (
    CentreModel,
    FactModel,
    WaitingModel,
    WaitingRow,
)
from fidpos.ui.presenters.technician.said import busy_ppm, of_lamp, said

CLOCK_AGREES = timedelta(seconds=2)
"""Clocks that differ by less are said to agree: the way to the centre takes time too."""

_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))


def centre(scene: Scene, desk: TechnicianView) -> CentreModel:
    """How the link stands now."""
    texts, view = scene.texts, desk.centre
    words = standing_words(view.standing, scene.now)
    return CentreModel(
        title=texts.say("desk.centre"),
        lamp=words.lamp,
        banner=said(scene) or of_lamp(scene, words.lamp, words.message, words.hint),
        busy_ppm=busy_ppm(scene),
        facts=_facts(scene, view.standing),
        alone=texts.say("desk.centre.alone"),
        allowances=_allowances(texts, view),
        waiting=_waiting(texts, view),
        actions=_actions(texts, view),
    )


def clock_words(texts: Texts, offset: timedelta | None) -> str:
    """How far this PC's clock is from the centre's, in the largest unit that fits."""
    if offset is None:
        return texts.say("desk.centre.clock.unknown")
    if abs(offset) < CLOCK_AGREES:
        return texts.say("desk.centre.clock.agrees")
    key = f"desk.centre.clock.{'slow' if offset > timedelta() else 'fast'}"
    return texts.say(key, time=_length(texts, abs(offset)))


def _facts(scene: Scene, standing: CentreStanding) -> tuple[FactModel, ...]:
    """Nothing of a till that has no centre."""
    if not standing.is_paired:
        return ()
    texts = scene.texts
    facts = (
        ("merchant", standing.merchant_name),
        ("shop", standing.shop_name),
        ("till", standing.till_name),
        ("address", standing.address),
        ("heard", _heard(scene, standing)),
        ("clock", clock_words(texts, standing.clock_offset)),
    )
    return tuple(FactModel(label=texts.say(f"desk.centre.{name}"), value=value) for name, value in facts)


def _heard(scene: Scene, standing: CentreStanding) -> str:
    if standing.heard_at is None:
        return scene.texts.say("desk.centre.not_heard")
    return ago(scene.texts, standing.heard_at, scene.now)


def _allowances(texts: Texts, view: CentreView) -> tuple[FactModel, ...]:
    """What goes without the centre, and until when; why nothing does."""
    if not view.standing.is_paired:
        return ()
    return tuple(
        FactModel(
            label=texts.say(f"desk.allowance.{each.kind.value}"),
            value=texts.say(
                f"desk.allowance.{each.state.value}",
                amount=each.amount,
                drawn=each.drawn,
                until=each.expires_at,
            ),
        )
        for each in view.allowances
    )


def _length(texts: Texts, time: timedelta) -> str:
    for unit, length in _UNITS:
        if time >= length:
            return texts.say(f"desk.length.{unit}", time=time // length)
    return texts.say("desk.length.seconds", time=time // timedelta(seconds=1))


def _waiting(texts: Texts, view: CentreView) -> WaitingModel:
    waiting = view.waiting or WaitingList()
    rows = [_group(texts, group) for group in waiting.groups]
    if waiting.uncounted:
        rows.append(WaitingRow(what=texts.say("desk.waiting.more", count=waiting.uncounted), since=""))
    paired = view.standing.is_paired
    return WaitingModel(
        title=texts.say("desk.waiting"),
        headers=(texts.say("desk.waiting.what"), texts.say("desk.waiting.since")),
        rows=tuple(rows) if paired else (),
        empty=texts.say("desk.waiting.none" if paired else "desk.waiting.alone"),
    )


def _group(texts: Texts, group: WaitingGroup) -> WaitingRow:
    return WaitingRow(what=texts.message(waiting_words(group)), since=texts.formats.instant(group.oldest_at))


def _actions(texts: Texts, view: CentreView) -> tuple[ButtonModel, ...]:
    paired, free = view.standing.is_paired, not view.is_asked
    pair = texts.say("desk.centre.pair_again" if paired else "desk.centre.pair")
    return (
        button(texts, Key.ESCAPE, texts.say("desk.back"), icon="chevron-left"),
        button(texts, Key.F2, pair, icon="plug", enabled=free),
        button(texts, Key.F3, texts.say("desk.centre.try"), icon="activity", enabled=paired),
        button(texts, Key.DELETE, texts.say("desk.centre.unpair"), icon="unplug", enabled=paired and free),
    )
