"""Abuse: in the lines of the technician's desk something is typed or scanned that no technician would mean.

A code or an address is refused with a sentence, a till's name taken as text; nothing of it is interpreted,
and no code that was typed stands on a page that is shown afterwards.
"""

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.technician.acts import BeginPairing, EnterLine, GoBack, ShowCentre
from fidpos.till.technician.view import PairingStep
from fidpos.till.workplace import Workplace
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from fidpos.wire.sync.pairing import NAME_MAX
from tests.helpers.counter import TAREK, Counter, PlainPins, counter
from tests.helpers.hostile import HOSTILE
from tests.helpers.pairing_codes import ADDRESS, for_typing
from tests.helpers.robot.examiner import messages_in
from tests.helpers.sample_views import RESOURCES, Sample
from tests.helpers.screens import Stage
from tests.helpers.scripted_bench import ScriptedBench
from tests.helpers.scripted_link import ScriptedLink

FRENCH = Texts.load(RESOURCES / "translations", "fr")
TO_EACH = {
    PairingStep.CODE: (),
    PairingStep.ADDRESS: (for_typing(),),
    PairingStep.NAME: (for_typing(), ADDRESS),
}
"""Lines that lead to each step that asks for one."""


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot) -> Stage:
    theme.install(qapp, RESOURCES)
    made = Stage(1024, 768)
    qtbot.addWidget(made)
    return made


def at_centre(link: ScriptedLink) -> Counter:
    """A technician on the page of the centre."""
    at = counter(signed_in=False)
    workplace = Workplace(bench=ScriptedBench(), link=link)
    at.session = at.session.__class__(at.store, PlainPins(), at.clock, at.views.append, workplace=workplace)
    at.sign_in(TAREK)
    at.session.at_desk(ShowCentre())
    return at


def look(at: Counter, stage: Stage) -> None:
    """Every sentence is there, and what is drawn is plain text without signs that nobody sees."""
    for message in messages_in(at.view):
        assert FRENCH.has(message.key), message.key
        FRENCH.message(message)
    stage.perform(screen(Sample(view=at.view).scene(FRENCH)))
    labels = [label for label in stage.findChildren(QLabel) if label.text()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert not [label for label in labels if any(unicodedata.category(ch)[0] == "C" for ch in label.text())]


@pytest.mark.parametrize("step", TO_EACH)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_line_of_the_desk_is_taken_as_text_or_refused(step: PairingStep, name: str, stage: Stage) -> None:
    link = ScriptedLink()
    at = at_centre(link)
    at.session.at_desk(BeginPairing())
    for line in TO_EACH[step]:
        at.session.at_desk(EnterLine(line))

    at.session.at_desk(EnterLine(HOSTILE[name]))

    look(at, stage)
    asked = [each[-1] for each in link.asked if each[0] == "pair"]
    assert not asked or step is PairingStep.NAME
    assert all(isinstance(till_name, str) and till_name.isprintable() for till_name in asked)
    assert all(0 < len(str(till_name)) <= NAME_MAX for till_name in asked)
    at.session.at_desk(GoBack())
    look(at, stage)
