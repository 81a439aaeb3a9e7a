"""Which screen there is to draw."""

from fidpos.till.view import TillState
from fidpos.ui.presenters.checkout import checkout
from fidpos.ui.presenters.first_run import first_run
from fidpos.ui.presenters.lock import lock
from fidpos.ui.presenters.models import CheckoutModel, FirstRunModel, LockModel, StartModel
from fidpos.ui.presenters.scene import Scene
from fidpos.ui.presenters.technician.models import TechnicianModel
from fidpos.ui.presenters.technician.screen import technician

Screen = CheckoutModel | FirstRunModel | LockModel | StartModel | TechnicianModel


def screen(scene: Scene) -> CheckoutModel | FirstRunModel | LockModel | TechnicianModel:
    """The assistant of the first run, the lock screen, the technician's desk, or the checkout."""
    if scene.view.is_first_run:
        return first_run(scene)
    match scene.view.state:
        case TillState.LOCKED:
            return lock(scene)
        case TillState.TECHNICIAN:
            return technician(scene)
        case _:
            return checkout(scene)
