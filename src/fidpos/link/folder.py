"""The folder hand-over, for registers that know files only: a basket in, what comes off it out.

    in/   the register writes `NAME.json` here, whole, under another name first, then renames it
    out/  `NAME.json`: how the ticket stands, written anew whenever that changes at the till
    bad/  what cannot be taken, with a sentence beside it in `NAME.txt`

Whoever may write into the folder may hand a basket over, and nothing else: there is no close, no void and no
word about a member here, and a folder that others than the till's own user may write into is not read.
"""

import logging
import os
import re
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from fidpos.domain.register_ticket import RegisterTicket
from fidpos.link.asking import Till, TillAway
from fidpos.link.messages import (
    BODY_BYTES_MAX,
    BadRequest,
    BasketAsked,
    LinkProblem,
    ReductionTold,
    read_number,
)
from fidpos.link.translate import basket_from, decoded, problem_told, told
from fidpos.till.register.standing import RegisterRefusal, TicketAnswer, TicketRefused
from fidpos.till.register.watch import Happened

log = logging.getLogger(__name__)

REGISTER = "folder"
POLL_S = 1.0
FOLLOWED_MAX = 50
"""Tickets whose answers are kept up to date, the oldest let go first."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}\.json")
_FOR_GOOD = frozenset({RegisterRefusal.DIFFERENT, RegisterRefusal.DAY, RegisterRefusal.CURRENCY})
"""The others pass: the file stays, and is tried again."""


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the register writes."""

    business_day: date
    ticket: str
    basket: BasketAsked


class HandOverTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the till writes back; nothing of the member.

    Attributes:
        status: of the ticket, or `waiting` while the till cannot take the basket, `problem` saying why.
    """

    business_day: date
    ticket: str
    status: str
    problem: str = ""
    amount_minor: int = 0
    discount_minor: int = 0
    due_minor: int = 0
    reductions: tuple[ReductionTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where files come and go."""

    root: Path

    @property
    def incoming(self) -> Path:
        """Written by the register."""
        return self.root / "in"

    @property
    def outgoing(self) -> Path:
        """Read by the register."""
        return self.root / "out"

    @property
    def bad(self) -> Path:
        """Read by people."""
        return self.root / "bad"

    def create(self) -> None:
        """Make what is missing, for this user alone.

        Raises:
            OSError: it cannot be made.
        """
        for folder in (self.root, self.incoming, self.outgoing, self.bad):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_ours(self) -> bool:
        """Whether nobody else may put anything there; always so where rights are not told by bits."""
        if os.name != "posix":
            return True
        return all(_is_ours(folder.lstat()) for folder in (self.root, self.incoming))


class FolderLink:
    """A thread that looks into the folder about once a second, from `start` to `stop`.

    Args:
        folders: where.
        till: asked on its worker.
        sentence: says why a file was set aside.
    """

    def __init__(self, folders: Folders, till: Till, sentence: Callable[[LinkProblem], str]) -> None:
        self._folders = folders
        self._till = till
        self._sentence = sentence
        self._followed: dict[RegisterTicket, str] = {}
        self._written: dict[str, bytes] = {}
        self._has_news = threading.Event()
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="register-folder", daemon=True)

    def start(self) -> None:
        """Begin to look.

        Raises:
            OSError: the folders cannot be made.
        """
        self._folders.create()
        self._thread.start()

    def hear(self, happened: Happened) -> None:
        """Something happened at the till; from any thread."""
        if happened.ticket is not None and happened.ticket.register == REGISTER:
            self._has_news.set()

    def stop(self, limit_s: float = 2.0) -> bool:
        """End; whether it ended in time."""
        self._is_stopping.set()
        self._has_news.set()
        if self._thread.is_alive():
            self._thread.join(limit_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self.look()
            except OSError:
                log.warning("the register's folder cannot be used", exc_info=True)
            except TillAway:
                log.info("the till did not answer; the register's folder waits")
            self._has_news.wait(POLL_S)
            self._has_news.clear()

    def look(self) -> None:
        """Take what lies there, in the order of its names, and tell how the tickets stand.

        Raises:
            OSError: the folder cannot be read or written.
            TillAway: the till does not answer; what lies there still does.
        """
        if not self._folders.is_ours():
            log.warning("the register's folder is not read: others may write into it")
            return
        for path in sorted(self._folders.incoming.glob("*.json")):
            try:
                self._take(path)
            except OSError:
                log.warning("a file of the register can be neither taken nor set aside", exc_info=True)
        for ticket, name in list(self._followed.items()):
            self._tell(name, ticket, self._look_at(ticket))

    def _take(self, path: Path) -> None:
        try:
            handed = decoded(_content(path), HandedOver)
            number, basket = read_number(handed.ticket), basket_from(handed.basket)
        except BadRequest as refused:
            self._set_aside(path, refused.problem, refused.detail)
            return
        ticket = RegisterTicket(register=REGISTER, day=handed.business_day, number=number)
        answer = self._till.ask_now(lambda door: door.put(ticket, basket))
        if isinstance(answer, TicketRefused) and answer.refusal in _FOR_GOOD:
            self._set_aside(path, LinkProblem(answer.refusal.value))
            return
        self._tell(path.name, ticket, answer)
        if not isinstance(answer, TicketRefused):
            self._follow(ticket, path.name)
            path.unlink(missing_ok=True)

    def _look_at(self, ticket: RegisterTicket) -> TicketAnswer:
        return self._till.ask_now(lambda door: door.look(ticket))

    def _follow(self, ticket: RegisterTicket, name: str) -> None:
        self._followed.pop(ticket, None)
        self._followed[ticket] = name
        while len(self._followed) > FOLLOWED_MAX:
            forgotten = self._followed.pop(next(iter(self._followed)))
            self._written.pop(forgotten, None)

    def _tell(self, name: str, ticket: RegisterTicket, answer: TicketAnswer) -> None:
        body = msgspec.json.format(msgspec.json.encode(_told(ticket, answer)), indent=2)
        if self._written.get(name) != body:
            _write(self._folders.outgoing / name, body)
            self._written[name] = body

    def _set_aside(self, path: Path, problem: LinkProblem, detail: str = "") -> None:
        is_plain = _NAME.fullmatch(path.name) is not None
        name = path.name if is_plain else "unnamed.json"
        sentence = self._sentence(problem)
        said = f"{sentence}\n{detail}\n" if detail else f"{sentence}\n"
        _write((self._folders.bad / name).with_suffix(".txt"), said.encode())
        with suppress(FileNotFoundError):
            path.replace(self._folders.bad / name)
        log.warning("a file of the register was set aside: %s", problem.value)


def _told(ticket: RegisterTicket, answer: TicketAnswer) -> HandOverTold:
    if isinstance(answer, TicketRefused):
        problem = problem_told(answer).problem
        is_gone = answer.refusal is RegisterRefusal.UNKNOWN_TICKET
        status = "voided" if is_gone else "waiting"
        return HandOverTold(
            business_day=ticket.day,
            ticket=ticket.number,
            status=status,
            problem="" if is_gone else problem.value,
        )
    standing = told(answer)
    return HandOverTold(
        business_day=ticket.day,
        ticket=ticket.number,
        status=standing.status.value,
        amount_minor=standing.amount_minor,
        discount_minor=standing.discount_minor,
        due_minor=standing.due_minor,
        reductions=standing.reductions,
    )


def _content(path: Path) -> bytes:
    """Of a plain file of ours with a plain name.

    Raises:
        BadRequest: it is none, or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
            is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if not is_plain or _NAME.fullmatch(path.name) is None:
                raise BadRequest(LinkProblem.MALFORMED, "not a plain file with a plain name")
            content = file.read(BODY_BYTES_MAX + 1)
    except OSError as fault:
        raise BadRequest(LinkProblem.MALFORMED, "cannot be opened") from fault
    if len(content) > BODY_BYTES_MAX:
        raise BadRequest(LinkProblem.TOO_LARGE, f"more than {BODY_BYTES_MAX} bytes")
    return content


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(body)
    draft.replace(path)


def _is_ours(found: os.stat_result) -> bool:
    is_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not is_others
