"""Which screen there is to draw."""

from fidpos.till.view import TillState
from fidpos.ui.presenters.checkout import checkout
from fidpos.ui.presenters.lock import lock
from fidpos.ui.presenters.models import CheckoutModel, LockModel
from fidpos.ui.presenters.scene import Scene


def screen(scene: Scene) -> CheckoutModel | LockModel:
    """The lock screen or the checkout."""
    return lock(scene) if scene.view.state is TillState.LOCKED else checkout(scene)
