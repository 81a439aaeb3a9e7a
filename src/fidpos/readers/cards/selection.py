"""The card formats a driver recognises, from the names in its settings."""

from collections.abc import Iterable

from fidpos.readers.cards.applet import AppletProfile
from fidpos.readers.cards.contactless_uid import ContactlessUidProfile
from fidpos.readers.cards.payment import PaymentProfile
from fidpos.readers.cards.profile import CardProfile


def select_profiles(*, uid_kinds: Iterable[str]) -> tuple[CardProfile, ...]:
    """The applet and, for the enabled kinds only, plain UIDs; payment cards are always recognised.

    Raises:
        InvalidValue: a kind that does not exist.
    """
    return (AppletProfile(), ContactlessUidProfile(uid_kinds), PaymentProfile())
