"""Where the link listens, and where it does not."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest

from fidpos.link.asking import Till
from fidpos.link.client import NoTill, RegisterClient
from fidpos.link.gate import hosts_of
from fidpos.link.keys import RegisterKeys
from fidpos.link.messages import BasketAsked, Line, ProblemTold, TicketTold, TillTold
from fidpos.link.serving import (
    LinkCertificateUnusable,
    LinkPortTaken,
    LinkServer,
    LinkUnsafe,
    Place,
)
from tests.helpers.counter import BERENICE, counter
from tests.helpers.linked_register import LIMIT_S, Link, Worker, linked

DAY = date(2026, 11, 20)
BREAD = BasketAsked(currency="EUR", amount_minor=450, lines=(Line(amount_minor=450, article="BREAD"),))


@contextmanager
def serving(place: Place) -> Iterator[tuple[LinkServer, str]]:
    """A link of a till in memory, with its register's token."""
    at, worker = counter(), Worker()
    keys, token = RegisterKeys().paired("left", datetime(2026, 11, 20, tzinfo=UTC))
    till = Till(door=at.session.register, on_worker=worker.post)
    server = LinkServer(till, lambda: keys, at.clock.monotonic_s, first_serial=1)
    try:
        server.start(place)
        yield server, token
    finally:
        assert server.stop(LIMIT_S)
        worker.stop()


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "::"])
def test_beyond_this_machine_nothing_listens_without_a_certificate(address: str) -> None:
    with pytest.raises(LinkUnsafe), serving(Place(address=address)):
        pass


def test_a_port_that_another_program_has_is_said() -> None:
    with serving(Place()) as (first, _), pytest.raises(LinkPortTaken), serving(Place(port=first.port)):
        pass


def test_a_folder_without_a_certificate_is_said(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("nothing")

    with pytest.raises(LinkCertificateUnusable), serving(Place(certificate=tmp_path)):
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For this machine, vouched for by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", "/CN=till", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "chain.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def test_with_a_certificate_the_register_speaks_tls(certificate: Path) -> None:
    with serving(Place(certificate=certificate)) as (server, token):
        url = f"https://127.0.0.1:{server.port}"
        trusting = RegisterClient(url=url, token=token, authorities=str(certificate / "chain.pem"))

        assert isinstance(trusting.till(), TillTold)
        with pytest.raises(NoTill) as refused:
            RegisterClient(url=url, token=token).till()
        assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("127.0.0.1", {"127.0.0.1:80", "localhost:80", "[::1]:80"}),
        ("::1", {"127.0.0.1:80", "localhost:80", "[::1]:80"}),
        ("192.0.2.7", {"192.0.2.7:80"}),
        ("2001:db8::7", {"[2001:db8::7]:80"}),
    ],
)
def test_it_is_called_by_the_address_on_which_it_listens(address: str, hosts: set[str]) -> None:
    assert hosts_of(address, 80) == hosts


@pytest.fixture
def link() -> Iterator[Link]:
    with linked() as made:
        yield made


def client(link: Link, token: str | None = None) -> RegisterClient:
    return RegisterClient(url=f"http://127.0.0.1:{link.port}", token=token or link.tokens["left"])


def test_the_client_rings_up_a_ticket(link: Link) -> None:
    register = client(link)
    link.at_till(lambda at: at.tap_member(BERENICE))

    put = register.put(DAY, "17", BREAD)
    assert isinstance(put, TicketTold)
    assert put == register.look(DAY, "17")
    closed = register.close(DAY, "17", put.due_minor)
    assert isinstance(closed, TicketTold)
    assert closed.points == 4
    voided = register.void(DAY, "17")

    assert isinstance(voided, TicketTold)
    assert voided.status.value == "voided"


def test_the_client_is_told_why_not(link: Link) -> None:
    refused = client(link, token="another").till()

    assert isinstance(refused, ProblemTold)
    assert refused.problem.value == "unknown_register"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[", "http://127.0.0.1:99999", "nonsense"])
def test_where_no_till_answers_the_client_says_so(url: str) -> None:
    with pytest.raises(NoTill):
        RegisterClient(url=url, token="x").till()


def test_whoever_waits_is_answered_when_the_link_ends() -> None:
    heard: list[object] = []
    with linked() as link:
        register = client(link)
        waiting = Thread(target=lambda: heard.append(register.changes(100, 30)))
        waiting.start()
        link.ask("GET", "/v1/till")

    waiting.join(60)
    assert not waiting.is_alive()


def test_a_till_that_does_not_answer_is_said_to_be_away() -> None:
    with linked(answer_s=0.05) as link:
        link.worker.stop()

        answer = link.ask("GET", "/v1/till")

    assert (answer.status, answer.json["problem"]) == (503, "till_away")
