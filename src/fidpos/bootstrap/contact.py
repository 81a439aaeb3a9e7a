"""For how long the till has not heard its centre, from its pairing and what the centre decided."""

import os

from fidpos.bootstrap.conversation import hear_out
from fidpos.bootstrap.given import with_given
from fidpos.bootstrap.store import OpenStore
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.paths import TillFolder
from fidpos.settings.sources import load
from fidpos.settings.till_settings import TillSettings
from fidpos.till.contact import Contact, ContactBounds


class StaffListOld(FidposError):
    """The centre did not confirm the list of staff for long: nobody acts by it as a manager."""

    code = "staff_list_old"


def open_contact(opened: OpenStore, settings: TillSettings) -> Contact:
    """What the till holds back; nothing at one that never had a centre, or left it by a technician's act.

    One whose pairing is gone without such an act is held back like one that does not hear: otherwise whoever
    removes a file would lift every limit.
    """
    paired, store = opened.paired, opened.store
    is_bound = paired.pairing is not None or (paired.former is None and store.was_paired())
    if not is_bound:
        return Contact()
    return Contact(store.contact, ContactBounds.of_days(settings.out_of_contact_days))


def refuse_old_list(opened: OpenStore, folder: TillFolder, clock: Clock) -> None:
    """Before somebody acts at the command line by virtue of their role; the centre is asked if need be.

    Raises:
        StaffListOld: it does not answer.
        FidposError: the store or the settings cannot be read, or what came not be written.
    """
    loaded = load(folder.settings, environ=os.environ).values
    settings = with_given(loaded, opened.store.database, folder.settings, os.environ)
    contact = open_contact(opened, settings)
    if contact.is_staff_list_old and opened.paired.pairing is not None:
        hear_out(opened.store, opened.paired.pairing, clock)
        contact.look()
    if contact.is_staff_list_old:
        raise StaffListOld("the list of staff was not confirmed for long")
