"""The centre's long work put together: where it is done, how it is asked for, and who does it."""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial

from fidpos.bootstrap.centre import OpenCentre
from fidpos.bootstrap.member_office import remembering
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.paths import ServerFolder, resources_dir
from fidpos.server.backoffice.books import Jobs
from fidpos.server.backoffice.shell import languages
from fidpos.server.db.queueing import Errand, queue, to_queue
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs.asking import OfficeJobs
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.kinds import KINDS
from fidpos.server.jobs.nightly_work import KIND, is_due
from fidpos.server.jobs.running import Workshop
from fidpos.server.jobs.worker import Worker
from fidpos.server.mail.postman import Postman
from fidpos.server.mail.smtp import URL_VARIABLE, MailServer
from fidpos.texts.texts import Texts

_log = logging.getLogger(__name__)


def workshop(
    centre: OpenCentre,
    store: PostgresCentre,
    folder: ServerFolder,
    announce: Callable[[MerchantId], None],
    stopping: threading.Event,
) -> Workshop:
    """Where it is done."""
    return Workshop(
        store=store,
        clock=centre.clock,
        folder=folder.jobs,
        kinds=KINDS,
        announce=announce,
        is_stopping=stopping.is_set,
        remember_erased=remembering(folder),
    )


def office_jobs(works: Workshop) -> OfficeJobs:
    """Jobs as pages ask for them."""
    return OfficeJobs(works, lambda work, job_id: queue(work, Errand.OFFICE_JOB, job_id))


def postman_of(centre: OpenCentre, store: PostgresCentre, environment: Mapping[str, str]) -> Postman:
    """Who sends the centre's mail.

    Raises:
        InvalidValue: the environment names a mail server that is none.
    """
    url = environment.get(URL_VARIABLE, "")
    if not url:
        _log.warning("no mail server is named: letters wait")
    return Postman(
        store=store,
        clock=centre.clock,
        server=MailServer.from_url(url) if url else None,
        languages=languages(partial(Texts.load, resources_dir() / "translations")),
    )


def at_work(centre: OpenCentre, works: Workshop, postman: Postman, stopping: threading.Event) -> Worker:
    """Who does it, within its `with`."""
    jobs = office_jobs(works)

    def ask_everywhere() -> None:
        for merchant_id in centre.merchants():
            try:
                ask_for_chores(works.store, jobs, merchant_id)
            except FidposError as fault:
                _log.warning("a merchant's chores were not asked for: %s", fault.code)

    return Worker(
        to_queue(centre.database.conninfo),
        {Errand.OFFICE_JOB: works.run, Errand.MAIL: postman.deliver},
        ask_everywhere,
        stopping,
    )


def ask_for_chores(store: PostgresCentre, jobs: Jobs, merchant_id: MerchantId) -> None:
    """A merchant's nightly work, unless it was asked for on this day of theirs."""
    with store.work(merchant_id) as work:
        day = day_at_work(work)
        if is_due(work, day):
            jobs.ask(work, KIND, {"day": day.isoformat()}, None)
