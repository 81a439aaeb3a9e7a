"""Messages handed to a real mail server: encrypted, signed in, refused, late."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.server.mail.smtp import MailDelayed, MailRefused, MailServer
from tests.helpers.mail_server import (
    LOGIN,
    PASSWORD,
    Script,
    asks_for_login,
    certificate,
    mail_server,
    silent_server,
    tls,
)


def _server(port: int, scheme: str = "smtp", who: str = "", ca: Path | None = None) -> MailServer:
    trusted = f"&ca={ca}" if ca else ""
    return MailServer.from_url(f"{scheme}://{who}127.0.0.1:{port}?from=club@example.org{trusted}")


def _message() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Élan", "club@example.org", "zoe@example.org"
    message.set_content("à bientôt")
    return message


def test_a_message_arrives_as_it_was_written() -> None:
    with mail_server(Script()) as script:
        _server(script.port).take(_message())

    (taken,) = script.taken
    assert (taken["Subject"], taken.get_content().strip()) == ("Élan", "à bientôt")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_it_travels_under_tls_and_with_a_login(tmp_path: Path, scheme: str) -> None:
    own = certificate(tmp_path)
    begun = {"tls_context": tls(own), "require_starttls": True, "auth_required": True}
    # aiosmtpd does not count TLS from the first byte as TLS when it asks for a login.
    options = {"ssl_context": tls(own), "auth_require_tls": False} if scheme == "smtps" else begun
    with mail_server(Script(), **options, authenticator=asks_for_login) as script:
        _server(script.port, scheme, f"{LOGIN}:{PASSWORD}@", own).take(_message())

    assert len(script.taken) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_nothing_is_told_to_a_server_that_nobody_vouches_for(tmp_path: Path, scheme: str) -> None:
    own = certificate(tmp_path)
    options = {"ssl_context": tls(own)} if scheme == "smtps" else {"tls_context": tls(own)}
    with mail_server(Script(), **options) as script, pytest.raises(MailDelayed):
        _server(script.port, scheme).take(_message())

    assert script.taken == []


def test_beyond_this_machine_nothing_is_told_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fidpos.server.mail.smtp._is_this_machine", lambda host: False)

    with mail_server(Script()) as script, pytest.raises(MailDelayed):
        _server(script.port).take(_message())
    assert script.taken == []


def test_a_wrong_password_is_ours_to_mend(tmp_path: Path) -> None:
    own = certificate(tmp_path)
    script = Script()
    with (
        mail_server(script, tls_context=tls(own), authenticator=asks_for_login, auth_required=True),
        pytest.raises(MailDelayed, match="not signed in"),
    ):
        _server(script.port, "smtp", f"{LOGIN}:wrong@", own).take(_message())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("451 later", MailDelayed),
        ("452 full", MailDelayed),
        ("550 nobody", MailRefused),
        ("554 no", MailRefused),
    ],
)
def test_what_it_answers_decides_whether_to_come_again(answer: str, error: type[Exception]) -> None:
    for script in (Script(answers=[answer]), Script(to_recipient=answer)):
        with mail_server(script), pytest.raises(error):
            _server(script.port).take(_message())


def test_nobody_waits_for_a_server_that_says_nothing() -> None:
    with silent_server() as port, pytest.raises(MailDelayed):
        replace(_server(port), timeout_s=0.2).take(_message())


def test_a_server_that_is_away_is_asked_again() -> None:
    with silent_server() as port:
        away = replace(_server(port), timeout_s=0.2)
    with pytest.raises(MailDelayed):
        away.take(_message())


@pytest.mark.parametrize(
    "url",
    [
        *("http://a.example?from=a@b.example", "smtp://a.example", "smtp://?from=a@b.example", "smtp", ""),
        "smtp://a.example:x?from=a@b.example",
        "smtp://a.example?from=a@b.example%0d%0aBcc:c@d.example",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        MailServer.from_url(url)

    assert "a.example" not in str(refused.value)
