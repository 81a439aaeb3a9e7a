"""A mail server on the loopback, as scripted: it takes messages, refuses them, is late, or speaks TLS."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LOGIN, PASSWORD = "club", "s3cret"


@dataclass(kw_only=True)
class Script:
    """What the server answers, and what it got.

    Attributes:
        answers: to messages, one after the other; `250` from then on.
        to_recipient: to the address, instead of taking it.
    """

    answers: list[str] = field(default_factory=list)
    to_recipient: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- named by aiosmtpd
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        return answer


class _AnyPort(Controller):
    """On a port that is free; aiosmtpd looks for itself at the one that it was told."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@contextmanager
def mail_server(script: Script, **more: Any) -> Iterator[Script]:
    """It listens within the block; `more` is what aiosmtpd's controller takes."""
    controller = _AnyPort(script, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        script.port = controller.port
        yield script
    finally:
        controller.stop()


def asks_for_login(
    _server: object, _session: object, _envelope: object, how: str, data: object
) -> AuthResult:
    """Takes the one login; what is said to who has another one is left to aiosmtpd."""
    said = isinstance(data, LoginPassword) and (data.login, data.password)
    is_right = how in {"LOGIN", "PLAIN"} and said == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes a connection and never says a word; its port."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_hold, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]


def _hold(listening: Any) -> None:
    try:
        connection, _ = listening.accept()
        connection.recv(1)
        connection.close()
    except OSError:
        """Closed at the end of the test."""


def certificate(folder: Path) -> Path:
    """Of this address, vouched for by itself: certificate and key in one file."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


def tls(path: Path) -> ssl.SSLContext:
    """Of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
