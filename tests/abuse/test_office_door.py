"""At the office's door: guessing, replaying, planting sessions, leading astray; and being shown out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Literal
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher

from fidpos.server.api.rate import DOOR_RATE
from fidpos.server.backoffice import passwords
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_people import TRIES, WAIT_MOST, charge, disable, place
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_door import PASSWORD, insider
from tests.helpers.office_place import OfficePlace, office_place, person_of

WRONG = "something else altogether"


@pytest.fixture
def office() -> Iterator[OfficePlace]:
    with office_place() as made:
        yield made


def test_a_day_of_guessing_is_a_hundred_guesses(office: OfficePlace) -> None:
    anne, judged = insider(office), 0
    for _ in range(24 * 60 * 6):
        office.clock.advance(10)
        with office.books.store.work(MERCHANT) as work:
            judged += charge(work, anne.person_id) is not None

    assert judged <= TRIES + timedelta(days=1) // WAIT_MOST + 5


def test_guesses_that_come_all_at_once_are_counted_one_by_one(office: OfficePlace) -> None:
    anne = insider(office)

    def guess(_: int) -> int:
        with office.client(None) as client:
            return anne.sign_in(client, password=WRONG, code="000000").status_code

    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(guess, range(12)))

    assert set(answers) == {422}
    assert office.rows("SELECT failures FROM office_people WHERE id = %s", [anne.person_id]) == [(TRIES,)]


def test_a_guess_counts_before_anybody_hears_whether_it_was_right(office: OfficePlace) -> None:
    anne, seen = insider(office), []

    def look(*_: object) -> bool:
        seen.extend(office.rows("SELECT failures FROM office_people WHERE id = %s", [anne.person_id]))
        return False

    with patch("fidpos.server.backoffice.entering.matches", look), office.client(None) as client:
        anne.sign_in(client)

    assert seen == [(1,)]


def test_a_code_that_was_seen_over_a_shoulder_is_of_no_use(office: OfficePlace) -> None:
    anne = insider(office)
    code = anne.next_code()
    with office.client(None) as client:
        assert anne.sign_in(client, code=code).status_code == 303

        assert anne.sign_in(client, code=code).status_code == 422
        assert anne.sign_in(client, code=anne.code(steps=-1)).status_code == 422
        assert anne.sign_in(client, code=anne.code(steps=2)).status_code == 422


def test_nobody_and_somebody_cost_the_same_work(office: OfficePlace) -> None:
    anne, counted = insider(office), Counting()
    with patch.object(passwords, "_hasher", lambda: counted), office.client(None) as client:
        work = []
        for login, tries in (("nobody@example.org", 1), (anne.login, TRIES), (anne.login, 1)):
            for _ in range(tries):
                before = counted.verified
                anne.sign_in(client, login=login, password=WRONG, code="000000")
                work.append(counted.verified - before)

    assert work == [1] * (TRIES + 2)


def test_one_sender_cannot_try_the_whole_town(office: OfficePlace) -> None:
    insider(office)
    with office.client(None) as client:
        answers = [
            client.post("/sign-in", login=f"{number}@example.org", password=WRONG, code="1").status_code
            for number in range(DOOR_RATE.burst + 1)
        ]

    assert answers[-1] == 429
    assert answers.count(422) <= DOOR_RATE.burst


def test_a_session_that_somebody_planted_is_not_the_one_that_begins(office: OfficePlace) -> None:
    anne = insider(office)
    planted = f"{MERCHANT.hex}.planted-by-somebody"
    with office.client(None) as client:
        client.http.cookies.set("fidpos_office", planted, domain="127.0.0.1")
        assert client.get("/").status_code == 303
        given = anne.sign_in(client).headers["set-cookie"]

        assert "planted" not in given
        assert "HttpOnly" in given
        assert "SameSite=lax" in given
    with office.client(None) as thief:
        thief.http.cookies.set("fidpos_office", planted, domain="127.0.0.1")
        assert thief.get("/").status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_signs_nobody_in(office: OfficePlace, origin: str) -> None:
    anne = insider(office)
    with office.client(None) as client:
        client.http.headers["origin"] = origin

        answer = anne.sign_in(client)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\r\nx: y",
    ],
)
def test_the_sign_in_leads_to_no_other_site(office: OfficePlace, to: str) -> None:
    anne = insider(office)
    with office.client(None) as client:
        assert "evil.example" not in client.get("/sign-in", to=to).text

        assert anne.sign_in(client, to=to).headers["location"] == "/office/"


def test_what_was_proved_long_ago_is_asked_for_again(office: OfficePlace) -> None:
    anne = insider(office)
    with office.client(None) as client:
        anne.sign_in(client)
        office.clock.advance(11 * 60)
        asked = client.get("/people/new")
        assert asked.headers["location"] == "/office/prove?to=%2Fpeople%2Fnew"

        assert client.follow(asked).status_code == 200


def test_whoever_is_shown_out_is_out_at_their_next_request(office: OfficePlace) -> None:
    with office.client(OfficeRole.MARKETER) as client:
        assert client.get("/").status_code == 200
        with office.books.store.work(MERCHANT) as work:
            disable(work, person_of(OfficeRole.MARKETER))

        assert client.get("/").status_code == 303


def test_another_role_holds_from_the_next_request_on(office: OfficePlace) -> None:
    with office.client(OfficeRole.OWNER) as client:
        assert client.get("/people").status_code == 200
        with office.books.store.work(MERCHANT) as work:
            place(work, person_of(OfficeRole.OWNER), role=OfficeRole.MARKETER, all_shops=True, shops=())

        assert client.get("/people").status_code == 403


def test_a_session_is_over_after_half_an_hour_of_nothing(office: OfficePlace) -> None:
    with office.client(OfficeRole.OWNER) as client:
        office.clock.advance(29 * 60)
        assert client.get("/").status_code == 200
        office.clock.advance(31 * 60)

        assert client.get("/").status_code == 303


def test_the_passwords_of_the_office_are_as_dear_to_try_as_they_should_be() -> None:
    kept = passwords.hashed(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, PASSWORD)
    assert not passwords.matches(kept, WRONG)
    assert not passwords.matches(None, PASSWORD)


class Counting(PasswordHasher):
    """Counts how often a password is compared."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=1024, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 -- the library's name
        self.verified += 1
        return super().verify(hash, password)
