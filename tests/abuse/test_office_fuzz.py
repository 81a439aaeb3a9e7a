"""Whatever is typed into any form or address of the office: it answers, and never because it broke.

Pages are found as a person finds them, from the menu on; their forms are sent once as they stand, so that
there is more to find, and then with everything that no browser would send.
"""

import logging
import socket
from collections.abc import Iterator
from itertools import cycle

import pytest
from httpx import Response

from fidpos.server.backoffice import shell
from fidpos.server.backoffice.headers import ALWAYS, NOT_KEPT
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.rendering import CSRF_FIELD
from tests.helpers.centre_parent import wait_until
from tests.helpers.lived_centre import live
from tests.helpers.office_forms import query_of
from tests.helpers.office_place import OfficePlace, office_place
from tests.helpers.office_visit import OfficeVisit

MARKUP = '"><script>alert(1)</script>'
STRANGE = (
    "a\0b",
    "\u202e\x1b[31m\x07",
    MARKUP,
    "=1+1",
    "A" * 10_000,
    "-1",
    "0",
    "NaN",
    "Infinity",
    "1e308",
    "²",
    "1_000",
    "9223372036854775808",
    "9" * 5_000,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd",
    "{}",
    "[[[[",
    "null",
    "%",
    "'",
    "",
)
AT_ONCE = ("a\0b", MARKUP, "9" * 5_000, "0001-01-01", "9999-12-31", "")
"""What is typed into all the fields of a form together."""
CANARY = "Quetzalcoatl"
TOLD_IN = ("audit", "office_jobs", "approvals", "mails", "erasures")
ON_PURPOSE = ("/reviews/", "/settings/")
"""Where what is typed is what is written down: the outcome of a review, the value of a setting."""
DOORS = ("/office/sign-in", "/office/me")
"""A page before sign-in, and one behind it."""
HOSTILE_CHARSETS = ("unicode_escape", "idna", "punycode", "utf-16", "rot13", "no-such-one")


def head(place: OfficePlace, path: str, *lines: str) -> bytes:
    """Of a form that a page of the office sends."""
    ours = (f"POST {path} HTTP/1.1", f"host: 127.0.0.1:{place.port}", f"origin: {place.base}")
    return "\r\n".join((*ours, *lines, "", "")).encode()


def owners_head(place: OfficePlace, path: str, *lines: str) -> bytes:
    """Of a form without files, which the owner sends."""
    cookie = f"cookie: fidpos_office={place.ticket(OfficeRole.OWNER).cookie}"
    return head(place, path, cookie, "content-type: application/x-www-form-urlencoded", *lines)


def begun_form(place: OfficePlace, path: str) -> bytes:
    """The owner's, of which the rest does not come."""
    return owners_head(place, path, "content-length: 100") + b"login="


@pytest.fixture(scope="module")
def place() -> Iterator[OfficePlace]:
    with office_place() as made:
        live(made.office)
        yield made


def test_no_form_and_no_address_breaks_a_page(place: OfficePlace) -> None:
    broken: list[str] = []

    def judge(answer: Response) -> None:
        if answer.status_code >= 500:
            broken.append(
                f"{answer.status_code} {answer.request.method} {answer.url} {answer.request.content!r}"
            )
        if MARKUP in answer.text and answer.headers["content-type"].startswith("text/html"):
            broken.append(f"markup {answer.request.method} {answer.url}")

    visit, strange = OfficeVisit(place, OfficeRole.OWNER, judge), cycle(STRANGE)
    for form in visit.pages()[0]:
        visit.send(form)
    place.run_jobs()
    forms, links = visit.pages()
    for form in forms:
        for said in AT_ONCE:
            visit.send(form, **dict.fromkeys(form.fields, said))
        for name in form.fields:
            visit.send(form, **{name: next(strange)})
    for link in links:
        for name in query_of(link):
            for said in AT_ONCE:
                visit.open(link, **{name: said})
            visit.open(link, **{name: next(strange)})
    visit.leave()

    assert broken == []
    assert len(forms) > 80
    assert visit.asked > 600


def test_what_is_typed_is_written_down_nowhere(place: OfficePlace, caplog: pytest.LogCaptureFixture) -> None:
    """The audit, the jobs and the log tell what was done and to whom by ids, never what somebody typed."""
    visit = OfficeVisit(place, OfficeRole.OWNER, lambda _: None)
    with caplog.at_level(logging.DEBUG, "fidpos"):
        for form in visit.pages()[0]:
            if not form.path.startswith(ON_PURPOSE):
                visit.send(form, **dict.fromkeys(form.fields, CANARY))
                texts = {name: CANARY for name, said in form.fields.items() if not said}
                visit.send(form, **texts)
        place.run_jobs()
    visit.leave()
    told = " ".join(
        str(place.rows(query)) for query in (f"SELECT {table}::text FROM {table}" for table in TOLD_IN)
    )

    assert place.rows("SELECT count(*) > 20 FROM audit") == [(True,)]
    assert CANARY not in told
    assert CANARY not in " ".join(
        each.getMessage() for each in caplog.records if each.name.startswith(("fidpos", "psycopg"))
    )


@pytest.mark.parametrize(
    "path",
    [
        f"/programme/versions/{'9' * 5_000}",
        "/programme/versions/9999999999",
        "/figures/members?of=cell&recency=99999999999999999999&frequency=1",
        "/figures/%00/formula",
        "/settings/%F0%9F%98%80%00",
        "/jobs/00000000-0000-0000-0000-000000000000/files/..%2F..%2Fetc%2Fpasswd",
        "/static/..%2F..%2F..%2Fpyproject.toml",
        "/static/fonts/..%2f..%2fweb%2fstatic%2foffice.js",
    ],
)
def test_no_path_leads_anywhere_but_to_a_page(place: OfficePlace, path: str) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert client.http.get(path).status_code == 404


def test_signs_that_are_none_are_read_in_no_encoding(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answers = []
        for charset in HOSTILE_CHARSETS:
            kind = f"multipart/form-data; boundary=x; charset={charset}"
            secret = client.post("/me").request.content.partition(b"=")[2]
            for said in (b"\\ud800\\x00", b"xn--\xff\xfe-" + b"a" * 80, b"\xff\xfe\x00\xd8"):
                body = (
                    b'--x\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n' + secret + b"\r\n"
                    b'--x\r\ncontent-disposition: form-data; name="name"\r\n\r\n' + said + b"\r\n--x--\r\n"
                )
                sent = client.http.post("/me", content=body, headers={"content-type": kind})
                answers.append(sent.status_code)

    assert {status for status in answers if status >= 500} == set()


@pytest.mark.parametrize("path", ["/office/sign-in", "/office/import"])
def test_a_body_in_pieces_is_refused_whatever_size_it_claims(place: OfficePlace, path: str) -> None:
    said = owners_head(place, path, "content-length: 10", "transfer-encoding: chunked")
    with socket.create_connection(("127.0.0.1", place.port), timeout=60) as line:
        line.sendall(said + b"5\r\nlogin\r\n")

        assert line.recv(4_096).startswith(b"HTTP/1.1 413 ")


def test_nothing_of_a_strangers_upload_is_waited_for(place: OfficePlace) -> None:
    upload = ("content-type: multipart/form-data; boundary=x", "content-length: 16000000")
    with socket.create_connection(("127.0.0.1", place.port), timeout=60) as line:
        line.sendall(head(place, "/office/import", *upload))

        assert line.recv(4_096).startswith(b"HTTP/1.1 303 ")


@pytest.mark.parametrize("path", DOORS)
def test_a_form_that_is_cut_off_is_refused_and_breaks_nothing(
    place: OfficePlace, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        with socket.create_connection(("127.0.0.1", place.port), timeout=60) as line:
            line.sendall(begun_form(place, path))
        wait_until(lambda: "refused with 408: CutOff" in caplog.messages)

    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("path", DOORS)
def test_a_form_that_comes_without_an_end_is_not_waited_for(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(shell, "_FORM_S", 0.1)
    with socket.create_connection(("127.0.0.1", place.port), timeout=60) as line:
        line.sendall(begun_form(place, path))

        assert line.recv(4_096).startswith(b"HTTP/1.1 408 ")


def test_a_refused_address_says_what_every_page_says_to_the_browser(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answer = client.http.post("/me", data={CSRF_FIELD: "a\0b"})

    assert answer.status_code == 403
    assert {name: answer.headers.get(name) for name in (*ALWAYS, *NOT_KEPT)} == {**ALWAYS, **NOT_KEPT}
