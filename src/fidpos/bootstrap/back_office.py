"""The back office put together: its pages on the centre's books."""

from functools import partial

from fidpos.bootstrap.centre import OpenCentre
from fidpos.bootstrap.centre_work import office_jobs
from fidpos.bootstrap.member_office import remembering
from fidpos.paths import ServerFolder, resources_dir
from fidpos.server.api.rate import DOOR_RATE, Limiter
from fidpos.server.backoffice.areas import MENU
from fidpos.server.backoffice.books import Books
from fidpos.server.backoffice.doors import DOORS
from fidpos.server.backoffice.shell import Shell, languages
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs.running import Workshop
from fidpos.texts.texts import Texts


def back_office(
    centre: OpenCentre, store: PostgresCentre, at_work: Workshop, address: str, folder: ServerFolder
) -> Shell:
    """The pages; whoever has them closes them.

    Args:
        centre: whose.
        store: its books.
        at_work: does their jobs.
        address: see `Books`.
        folder: of the centre, where it says where its backups lie.
    """
    books = Books(
        store=store,
        register=centre.register,
        keyring=centre.keyring,
        clock=centre.clock,
        jobs=office_jobs(at_work),
        announce=at_work.announce,
        tries=Limiter(DOOR_RATE, centre.clock),
        address=address,
        remember_erased=remembering(folder),
    )
    return Shell(books, MENU, DOORS, languages(partial(Texts.load, resources_dir() / "translations")))
