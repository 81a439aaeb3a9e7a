"""The chore of every night that keeps nobody longer than may be: who is told, who is forgotten.

Who is forgotten is forgotten everywhere: the act stands in the office's journal, tills hear of it through
their feed, and it is written beside the backups at the next occasion (`operations.upkeep`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.retaining import (
    FIRST,
    DormantMember,
    dormant_members,
    money_counters,
    note_warning,
    still_there,
)
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobRun
from fidpos.server.mail.letter import Letter, MailKind
from fidpos.server.mail.outbox import send
from fidpos.server.operations.forget import forget
from fidpos.server.services.office import Office
from fidpos.server.services.retention import WARN_AFTER_MONTHS, Due, due, forget_on, months_after

PAGE = 200


def retain(run: JobRun) -> int:
    """Tell and forget whoever it is time for; returns how many that was about."""
    with run.reading() as work:
        today = day_at_work(work)
    done, after = 0, FIRST
    while page := _page(run, today, after):
        after = page[-1].id
        for member in page:
            done += _handled(run, member, today)
        run.report(done, 0)
    return done


def judged(work: Work, today: date, *, after: UUID = FIRST, at_most: int = PAGE) -> list[DormantMember]:
    """Whom it may be time for, each with what is due."""
    money = money_counters(programme_now(work, work.clock.now()))
    until = months_after(today, -WARN_AFTER_MONTHS) + timedelta(days=2)
    found = dormant_members(work, until, money, after=after, at_most=at_most)
    return [replace(member, due=due(member.dormant, today)) for member in found]


def waiting_for_somebody(work: Work, today: date, *, at_most: int) -> list[DormantMember]:
    """Those with money of theirs whose time is over: the night forgets none of them, somebody decides."""
    found: list[DormantMember] = []
    page = judged(work, today)
    while page and len(found) < at_most:
        found += [member for member in page if member.due is Due.DECIDE]
        page = judged(work, today, after=page[-1].id)
    return found[:at_most]


def judge_one(work: Work, today: date, member_id: UUID) -> DormantMember | None:
    """One member with what is due; None for who was heard of."""
    found = judged(work, today, after=UUID(int=max(member_id.int - 1, 0)), at_most=1)
    return next((member for member in found if member.id == member_id), None)


def _page(run: JobRun, today: date, after: UUID) -> list[DormantMember]:
    with run.reading() as work:
        return judged(work, today, after=after)


def _handled(run: JobRun, member: DormantMember, today: date) -> bool:
    if member.due not in {Due.WARN, Due.FORGET}:
        return False
    with run.work() as work:
        if not still_there(work, member.id):
            return False
        if member.due is Due.WARN:
            _warn(work, member, today)
        else:
            office = Office(book=run.unit_of(work).office(), now=run.clock.now())
            forget(office, run.merchant_id, member.id, run.remember_erased)
    run.announce(run.merchant_id)
    return True


def _warn(work: Work, member: DormantMember, today: date) -> None:
    """By mail where there is an address: a message about their data, which asks for no consent."""
    note_warning(work, member.id, today)
    for letter in _letters(member, today):
        send(work, letter)


def _letters(member: DormantMember, today: date) -> Iterator[Letter]:
    profile = member.profile
    if profile.email:
        last = forget_on(member.dormant.contact_on, today)
        yield Letter(
            kind=MailKind.RETENTION_WARNING,
            to=profile.email,
            language=profile.language,
            params={"name": profile.given_name, "until": last.strftime("%d/%m/%Y")},
            subject_id=member.id,
        )
