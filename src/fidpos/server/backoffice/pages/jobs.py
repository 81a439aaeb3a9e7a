"""Long work: what was asked for, how far it is, what it came to, and the files it made.

Everybody sees what they asked for themselves; who may read the audit sees all of it. Files are given to who
asked for them, as long as they still could (`job_needs`), and to who owns the data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fidpos.server.backoffice.answer import Answer, Download, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.job_needs import could_ask
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.db.names import people_names
from fidpos.server.db.office_jobs import cancel_job, find_job, latest_jobs
from fidpos.server.jobs.forgetting import names_somebody_forgotten
from fidpos.server.jobs.job import Job, JobState

PAGE_LENGTH = 30
_PART_BYTES = 256 * 1024
_OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
_AGAIN = frozenset({JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A file to be taken: its name and size."""

    name: str
    size: int


def show_list(asked: Asked) -> Answer:
    """The latest first."""
    before = _before(asked)
    with asked.reading() as work:
        found = latest_jobs(
            work,
            by=None if _sees_all(asked) else asked.visitor.person_id,
            before=before or datetime.max.replace(tzinfo=asked.now().tzinfo),
            at_most=PAGE_LENGTH + 1,
        )
        names = people_names(work, {job.asked_by for job in found if job.asked_by is not None})
    shown = found[:PAGE_LENGTH]
    more = shown[-1].asked_at if len(found) > PAGE_LENGTH else None
    return Page(
        template="jobs/list.html",
        context={"jobs": shown, "names": names, "more": more, "is_first": before is None},
    )


def show(asked: Asked) -> Answer:
    """One of them; as a fragment, what changes of it while it is done."""
    job = _seen(asked)
    with asked.reading() as work:
        names = people_names(work, {job.asked_by} if job.asked_by is not None else set())
    context = {
        "job": job,
        "by": names.get(job.asked_by) if job.asked_by is not None else None,
        "is_open": job.state in _OPEN,
        "percent": min(100, job.done * 100 // job.total) if job.total else None,
        "files": _files(asked, job) if _is_theirs(asked, job) else (),
        "may_repeat": job.state in _AGAIN and _may_repeat(asked, job),
        "may_cancel": job.state in _OPEN and _may_repeat(asked, job),
        "came_to": _came_to(asked, job),
    }
    return Page(template="jobs/state.html" if asked.is_fragment else "jobs/job.html", context=context)


def cancel(asked: Asked) -> Answer:
    """It is not wanted any more; what it did so far stays or is undone, as its kind does it."""
    job = _seen(asked)
    if not _may_repeat(asked, job):
        raise NotHere("another one's")
    with asked.work() as work:
        if not cancel_job(work, job.id):
            raise NotNow(Message(key="office.jobs.is_over"))
        asked.write_down(work, "job_cancelled", job.id, kind=job.kind)
    return Redirect(path=f"/jobs/{job.id}", said=Message(key="office.jobs.cancelled"))


def repeat(asked: Asked) -> Answer:
    """It goes on: the same job, so that what it did already, and what was agreed to, counts once."""
    job = _seen(asked)
    if not _may_repeat(asked, job):
        raise NotHere("another one's")
    with asked.work() as work:
        if not asked.books.jobs.resume(work, job.id):
            raise NotNow(Message(key="office.jobs.not_again"))
        asked.write_down(work, "job_repeated", job.id, kind=job.kind)
    return Redirect(path=f"/jobs/{job.id}")


def take_file(asked: Asked) -> Answer:
    """A file that it made."""
    job = _seen(asked)
    name = str(asked.place["name"])
    if not _is_theirs(asked, job) or name not in {file.name for file in _files(asked, job)}:
        raise NotHere("no such file")
    with asked.work() as work:
        asked.write_down(work, "job_file_taken", job.id, kind=job.kind, name=name)
    media_type = _told_files(job)[name]
    return Download(name=name, media_type=media_type, parts=_parts(_folder(asked, job) / name))


def _seen(asked: Asked) -> Job:
    with asked.reading() as work:
        job = find_job(work, asked.id("job_id"))
    if job is None or not (_sees_all(asked) or job.asked_by == asked.visitor.person_id):
        raise NotHere("no such job")
    return job


def _sees_all(asked: Asked) -> bool:
    return asked.visitor.may(Permission.VIEW_AUDIT)


def _is_theirs(asked: Asked, job: Job) -> bool:
    if asked.visitor.may(Permission.OWN_DATA):
        return True
    return job.asked_by == asked.visitor.person_id and could_ask(asked.visitor, job)


def _may_repeat(asked: Asked, job: Job) -> bool:
    """Nobody repeats what the centre asks for by itself."""
    return job.asked_by is not None and _is_theirs(asked, job)


def _before(asked: Asked) -> datetime | None:
    try:
        said = datetime.fromisoformat(asked.query.get("before", ""))
    except ValueError:
        return None
    return said if said.tzinfo is not None else None


def _came_to(asked: Asked, job: Job) -> Message | None:
    """What it came to, in words; a kind without words of its own is simply done."""
    if job.state is JobState.DONE:
        key = f"office.job.{job.kind}.done"
        counts = {name: value for name, value in job.result.items() if isinstance(value, int | str)}
        return Message(key=key, params=counts) if asked.texts.has(key) else None
    if job.state is JobState.FAILED:
        key = f"error.{job.fault}"
        return Message(key=key if asked.texts.has(key) else "office.jobs.failed.hint")
    return None


def _told_files(job: Job) -> dict[str, str]:
    told = job.result.get("files")
    return {str(name): str(kind) for name, kind in told.items()} if isinstance(told, dict) else {}


def _files(asked: Asked, job: Job) -> tuple[JobFile, ...]:
    """Those that are still there, and name nobody who is forgotten by now."""
    with asked.reading() as work:
        if names_somebody_forgotten(work, job):
            return ()
    folder = _folder(asked, job)
    return tuple(
        JobFile(name=name, size=(folder / name).stat().st_size)
        for name in _told_files(job)
        if Path(name).name == name and (folder / name).is_file()
    )


def _folder(asked: Asked, job: Job) -> Path:
    return asked.books.jobs.folder(asked.visitor.merchant_id, job.id)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):
            yield part


AREA = Area(
    name="jobs",
    icon="hourglass",
    start="/jobs",
    endpoints=(
        get("/jobs", Permission.VIEW_JOBS, show_list),
        get("/jobs/{job_id:uuid}", Permission.VIEW_JOBS, show),
        post("/jobs/{job_id:uuid}/cancel", Permission.VIEW_JOBS, cancel, asks_first=True),
        post("/jobs/{job_id:uuid}/again", Permission.VIEW_JOBS, repeat),
        get("/jobs/{job_id:uuid}/files/{name}", Permission.VIEW_JOBS, take_file),
    ),
)
