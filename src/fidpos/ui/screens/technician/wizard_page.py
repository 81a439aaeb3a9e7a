"""The wizard that sets a reader up: what belongs to each of its steps."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.till.technician.view import WizardStep
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
from fidpos.ui.screens.technician.log_view import RawView
from fidpos.ui.screens.technician.proof_view import ProofView
from fidpos.ui.screens.technician.result_view import ChangesView, FindingsView
from fidpos.ui.screens.technician.step_card import StepCard
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit

_RAW_HEIGHT = 132


class WizardPage(QWidget):
    """Draws a `WizardModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._choices = Choices(kit)
        self._present = _Present(kit)
        self._result = _Result(kit)
        self._proof = ProofView(kit)
        self._done = Waiting(kit, fill=Colour.SUCCESS_SOFT, ink=Colour.SUCCESS)
        parts = (self._choices, self._present, self._result, self._proof, self._done)
        self._card = StepCard(kit, len(WizardStep), parts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)

    def show_wizard(self, model: WizardModel) -> None:
        """Show this step."""
        self._card.show_step(model.steps, model.instruction, model.foot)
        match model.body:
            case ChoicesModel() as body:
                self._choices.show_choices(body)
                self._card.show_part(self._choices, body.pager)
            case PresentModel() as body:
                self._present.show_present(body)
                self._card.show_part(self._present)
            case ResultModel() as body:
                self._result.show_result(body)
                self._card.show_part(self._result)
            case ProofModel() as body:
                self._proof.show_proof(body)
                self._card.show_part(self._proof)
            case DoneModel() as body:
                self._done.show_words("circle-check", body.detail, body.title)
                self._card.show_part(self._done)


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
