"""The wizard: steps at the top, one large instruction, what belongs to the step, and the keys."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import (
    ChoicesModel,
    DoneModel,
    PresentModel,
    ProofModel,
    ResultModel,
    WizardModel,
)
from fidpos.ui.presenters.technician.wizard import RAW_SHOWN
from fidpos.ui.screens.technician.choices import Choices
from fidpos.ui.screens.technician.code_view import CodeView
from fidpos.ui.screens.technician.foot import Foot
from fidpos.ui.screens.technician.log_view import RawView
from fidpos.ui.screens.technician.pager_keys import PagerKeys
from fidpos.ui.screens.technician.proof_view import ProofView
from fidpos.ui.screens.technician.result_view import ChangesView, FindingsView
from fidpos.ui.screens.technician.stepper import Stepper
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import FitText

_RAW_HEIGHT = 132


class WizardPage(QWidget):
    """Draws a `WizardModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._stepper = Stepper(kit)
        self._instruction = FitText(kit, TextStyle.DISPLAY)
        self._pager = PagerKeys(kit)
        self._choices = Choices(kit)
        self._present = _Present(kit)
        self._result = _Result(kit)
        self._proof = ProofView(kit)
        self._done = Waiting(kit, fill=Colour.SUCCESS_SOFT, ink=Colour.SUCCESS)
        self._foot = Foot(kit)
        self._body = QStackedLayout()
        for part in (self._choices, self._present, self._result, self._proof, self._done):
            self._body.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._instruction, 1)
        head.addWidget(self._pager)
        card = Surface(kit)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(24), px(14), px(24), px(16))
        inside.setSpacing(px(10))
        inside.addLayout(head)
        inside.addLayout(self._body, 1)
        inside.addWidget(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._stepper)
        column.addWidget(card, 1)

    def show_wizard(self, model: WizardModel) -> None:
        """Show this step."""
        self._stepper.show_steps(model.steps)
        self._instruction.say(model.instruction)
        self._foot.show_foot(model.foot)
        body = model.body
        self._pager.setVisible(isinstance(body, ChoicesModel) and body.pager is not None)
        match body:
            case ChoicesModel():
                self._pager.show_pager(body.pager)
                self._choices.show_choices(body)
                self._body.setCurrentWidget(self._choices)
            case PresentModel():
                self._present.show_present(body)
                self._body.setCurrentWidget(self._present)
            case ResultModel():
                self._result.show_result(body)
                self._body.setCurrentWidget(self._result)
            case ProofModel():
                self._proof.show_proof(body)
                self._body.setCurrentWidget(self._proof)
            case DoneModel():
                self._done.show_words("circle-check", body.detail, body.title)
                self._body.setCurrentWidget(self._done)


class _Present(QWidget):
    """What to hold out to the left, what came of it to the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._code = CodeView(kit)
        self._waiting = Waiting(kit)
        self._findings = FindingsView(kit)
        self._raw = RawView(kit, RAW_SHOWN)
        self._raw.setFixedHeight(kit.theme.px(_RAW_HEIGHT))
        self._left = QStackedLayout()
        coded = QWidget()
        middle = QVBoxLayout(coded)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(self._code)
        middle.addStretch(1)
        self._left.addWidget(coded)
        self._left.addWidget(self._waiting)
        _two_halves(self, kit, self._left, _above(kit, self._findings, self._raw))

    def show_present(self, model: PresentModel) -> None:
        self._waiting.show_words("nfc", model.waiting)
        self._left.setCurrentIndex(0 if model.code is not None else 1)
        if model.code is not None:
            self._code.show_code(model.code)
        self._findings.show_findings(model.findings)
        self._raw.show_raw(model.raw)


class _Result(QWidget):
    """Findings and bytes to the left, settings to the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._findings = FindingsView(kit)
        self._raw = RawView(kit, RAW_SHOWN)
        self._raw.setFixedHeight(kit.theme.px(_RAW_HEIGHT))
        self._changes = ChangesView(kit)
        right = QVBoxLayout()
        right.addWidget(self._changes)
        _two_halves(self, kit, _above(kit, self._findings, self._raw), right)

    def show_result(self, model: ResultModel) -> None:
        self._findings.show_findings(model.findings)
        self._raw.show_raw(model.raw)
        self._changes.show_changes(model.changes)


def _above(kit: Kit, first: QWidget, second: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(kit.theme.px(8))
    column.addWidget(first, 1)
    column.addWidget(second)
    return column


def _two_halves(page: QWidget, kit: Kit, left: QStackedLayout | QVBoxLayout, right: QVBoxLayout) -> None:
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kit.theme.px(28))
    row.addLayout(left, 1)
    row.addLayout(right, 1)
