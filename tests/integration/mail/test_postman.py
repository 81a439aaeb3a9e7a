"""From the outbox to the mailbox, over a real database and a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg import connect

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import EventId
from fidpos.paths import resources_dir
from fidpos.server.backoffice.shell import languages
from fidpos.server.mail.letter import Letter, MailKind, MailState
from fidpos.server.mail.one_time import LASTS, TRIES, is_code, send_code
from fidpos.server.mail.outbox import send
from fidpos.server.mail.postman import PAUSES, Postman
from fidpos.server.mail.smtp import MailServer
from fidpos.texts.texts import Texts
from fidpos.wire.gift_card_events import GiftCardMailAsked
from fidpos.wire.sealed import seal_address
from tests.helpers.centre_acts import act, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT, InPostgres, Office, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.mail_server import Script, mail_server
from tests.simulation.shop import CASHIER

WHO = UUID(int=9)


class Post:
    """An outbox, and the mail server that its letters go to."""

    def __init__(self, office: Office, script: Script) -> None:
        assert isinstance(office.kept, InPostgres)
        self.office, self.script, self.superuser = office, script, office.kept.made.superuser
        self.store = office.store
        self.postman = Postman(
            store=self.store,  # type: ignore[arg-type]  # PostgreSQL's
            clock=office.clock,
            server=MailServer.from_url(f"smtp://127.0.0.1:{script.port}?from=club@example.org"),
            languages=languages(lambda language: Texts.load(resources_dir() / "translations", language)),
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with connect(self.superuser) as everything:
            return everything.execute(query.encode()).fetchall()

    def invite(self, name: str = "Zoé", to: str = "zoe@example.org") -> UUID:
        with self.postman.store.work(MERCHANT) as work:
            mail_id = send(
                work,
                Letter(
                    kind=MailKind.INVITATION,
                    to=to,
                    language="fr",
                    params={"name": name, "by": "Max", "until": "1 mai", "link": "https://c.example/i"},
                ),
            )
        assert mail_id is not None
        return mail_id

    def deliver(self, mail_id: UUID) -> MailState | None:
        return self.postman.deliver(MERCHANT, mail_id)


@pytest.fixture
def post() -> Iterator[Post]:
    with postgres_office(FakeClock()) as office, mail_server(Script()) as script:
        yield Post(office, script)


def test_a_letter_is_sent_once_and_then_forgotten(post: Post) -> None:
    mail_id = post.invite()

    assert (post.deliver(mail_id), post.deliver(mail_id)) == (MailState.SENT, None)
    (taken,) = post.script.taken
    text, html = (part.get_content() for part in taken.iter_parts())
    assert "Choisissez votre mot de passe" in text
    assert '<html lang="fr">' in html
    assert taken["Message-ID"] == f"<{mail_id}@example.org>"
    assert post.rows("SELECT state, sealed FROM mails") == [("sent", None)]


def test_what_is_kept_says_nothing_of_anybody(post: Post) -> None:
    post.invite()

    kept = str(post.rows("SELECT m::text, encode(sealed, 'escape') FROM mails m"))
    assert "zoe" not in kept.lower()
    assert post.rows("SELECT task_name FROM jobs.procrastinate_jobs") == [("mail",)]


def test_a_name_makes_neither_a_header_nor_markup(post: Post) -> None:
    post.deliver(post.invite(name="Z\r\nBcc: all@example.org\r\n\r\n<b>x</b>"))

    (taken,) = post.script.taken
    text, html = (part.get_content() for part in taken.iter_parts())
    assert taken["Bcc"] is None
    assert "Bonjour Z Bcc: all@example.org <b>x</b>," in text
    assert "<b>" not in html


def test_a_server_that_cannot_now_is_asked_again_later_and_later(post: Post) -> None:
    post.script.answers[:] = ["451 later"]
    mail_id = post.invite()

    assert post.deliver(mail_id) is MailState.WAITING
    assert post.rows("SELECT state, tries, fault FROM mails") == [("waiting", 1, "451")]
    later = post.rows("SELECT scheduled_at FROM jobs.procrastinate_jobs WHERE scheduled_at IS NOT NULL")
    assert later == [(post.office.clock.now() + PAUSES[0],)]
    assert post.deliver(mail_id) is MailState.SENT


def test_after_a_day_nobody_is_expected_to_take_it(post: Post) -> None:
    post.script.answers[:] = ["451 later"] * 20
    mail_id = post.invite()

    states = [post.deliver(mail_id) for _ in range(len(PAUSES) + 1)]
    assert states == [MailState.WAITING] * len(PAUSES) + [MailState.REFUSED]
    assert sum(PAUSES, timedelta()) > timedelta(hours=20)


def test_an_address_that_nobody_has_is_put_before_the_office(post: Post) -> None:
    post.script.to_recipient = "550 nobody"
    with post.postman.store.work(MERCHANT) as work:
        send_code(work, "replace_card", WHO, to="zoe@example.org", language="en")
    ((mail_id,),) = post.rows("SELECT id FROM mails")
    assert isinstance(mail_id, UUID)

    assert (post.deliver(mail_id), post.deliver(mail_id)) == (MailState.REFUSED, None)
    assert post.rows("SELECT kind, detail ->> 'letter', detail ->> 'answer' FROM reviews") == [
        ("mail_refused", "one_time_code", "550")
    ]
    assert post.rows("SELECT sealed FROM mails") == [(None,)]


def test_without_a_mail_server_letters_wait(post: Post) -> None:
    mail_id = post.invite()

    assert replace(post.postman, server=None).deliver(MERCHANT, mail_id) is MailState.WAITING


def test_nobody_writes_to_who_was_forgotten(post: Post) -> None:
    told = Happenings(post.office.clock)
    member = enrolled(post.office, told)
    letter = Letter(
        kind=MailKind.RETENTION_WARNING,
        to="zoe@example.org",
        language="en",
        params={"name": "Zoé", "until": "1 May"},
        subject_id=member.member_id,
    )
    with post.postman.store.work(MERCHANT) as work:
        mail_id = send(work, letter)
    assert mail_id is not None
    with post.office.unit() as unit:
        act(unit.office(), post.office).erase(member.member_id)

    assert post.deliver(mail_id) is MailState.DROPPED
    with post.postman.store.work(MERCHANT) as work:
        assert send(work, letter) is None
    assert post.script.taken == []


def test_a_gift_card_that_a_till_sold_by_mail_is_sent_once_with_its_code(post: Post) -> None:
    told = Happenings(post.office.clock)
    card = told.gift_card(5_000)
    asked = GiftCardMailAsked(
        id=EventId(told.new_id()),
        at=post.office.clock.now(),
        gift_card_id=card.gift_card_id,
        staff_id=CASHIER,
        sealed=seal_address(told.keys[card.gift_card_id], card.gift_card_id, "zoe@example.org"),
        language="fr",
    )
    post.office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), asked, keys=told.keys)

    assert (post.deliver(asked.id), post.deliver(asked.id)) == (MailState.SENT, None)
    (taken,) = post.script.taken
    assert "50,00" in taken["Subject"]
    html = taken.get_body(("related", "html"))
    assert html is not None
    pictures = [part for part in taken.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) == 1


def test_a_gift_card_that_was_never_paid_is_not_sent(post: Post) -> None:
    told = Happenings(post.office.clock)
    card = told.gift_card(5_000)
    asked = GiftCardMailAsked(
        id=EventId(told.new_id()),
        at=post.office.clock.now(),
        gift_card_id=card.gift_card_id,
        staff_id=CASHIER,
        sealed=seal_address(told.keys[card.gift_card_id], card.gift_card_id, "zoe@example.org"),
        language="fr",
    )
    post.office.tell(card, asked, keys=told.keys)

    assert post.deliver(asked.id) is MailState.DROPPED


def _code(post: Post) -> str:
    with post.postman.store.work(MERCHANT) as work:
        send_code(work, "replace_card", WHO, to="zoe@example.org", language="en")
    ((mail_id,),) = post.rows("SELECT id FROM mails WHERE state = 'waiting'")
    assert isinstance(mail_id, UUID)
    post.deliver(mail_id)
    subject = str(post.script.taken[-1]["Subject"])
    return subject.rpartition(" ")[2]


def _tried(post: Post, said: str, purpose: str = "replace_card", who: UUID = WHO) -> bool:
    with post.postman.store.work(MERCHANT) as work:
        return is_code(work, purpose, who, said)


def test_a_code_is_good_once_for_its_person_and_purpose(post: Post) -> None:
    code = _code(post)

    assert not _tried(post, code, purpose="spend")
    assert not _tried(post, code, who=UUID(int=10))
    assert [_tried(post, f" {code} "), _tried(post, code)] == [True, False]


def test_a_new_code_takes_the_place_of_the_one_before(post: Post) -> None:
    first, second = _code(post), _code(post)

    assert first == second or not _tried(post, first)
    assert _tried(post, second)


def test_after_five_wrong_tries_the_right_code_is_wrong_too(post: Post) -> None:
    code = _code(post)

    assert [_tried(post, "wrong") for _ in range(TRIES)] == [False] * TRIES
    assert not _tried(post, code)


def test_after_ten_minutes_a_code_is_over(post: Post) -> None:
    code = _code(post)
    post.office.clock.advance(LASTS.total_seconds())

    assert not _tried(post, code)
