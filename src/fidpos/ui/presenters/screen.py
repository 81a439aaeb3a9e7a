"""Which screen there is to draw."""

from fidpos.till.view import TillState
from fidpos.ui.presenters.checkout import checkout
from fidpos.ui.presenters.lock import lock
from fidpos.ui.presenters.models import CheckoutModel, LockModel, StartModel
from fidpos.ui.presenters.scene import Scene
from fidpos.ui.presenters.technician.models import TechnicianModel
from fidpos.ui.presenters.technician.screen import technician

Screen = CheckoutModel | LockModel | StartModel | TechnicianModel


def screen(scene: Scene) -> CheckoutModel | LockModel | TechnicianModel:
    """The lock screen, the technician's desk, or the checkout."""
    match scene.view.state:
        case TillState.LOCKED:
            return lock(scene)
        case TillState.TECHNICIAN:
            return technician(scene)
        case _:
            return checkout(scene)
