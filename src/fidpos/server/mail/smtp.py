"""Handing a message to the mail server that the installation names, encrypted and in time.

    FIDPOS_SMTP_URL=smtps://login:password@smtp.example.org?from=club@example.org
    FIDPOS_SMTP_URL=smtp://login:password@smtp.example.org:587?from=club@example.org&ca=/etc/ssl/own.pem

`smtps` speaks TLS from the first byte (port 465), `smtp` begins it with STARTTLS (port 587) and sends nothing
without it, except to this machine itself. The address is the installation's: no merchant and no page can name
another server.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from fidpos.domain.errors import FidposError, InvalidValue
from fidpos.server.mail.letter import check_address

URL_VARIABLE = "FIDPOS_SMTP_URL"
TIMEOUT_S = 15.0
_PORTS = {"smtp": 587, "smtps": 465}
_PERMANENT = range(500, 600)


class MailDelayed(FidposError):
    """It was not taken now and may be later."""

    code = "mail_delayed"


class MailRefused(FidposError):
    """It will not be taken: no such address, or not from us."""

    code = "mail_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Who takes our messages.

    Attributes:
        sender: whose they are.
        ca: file of the authority that its certificate is of; None for those that the machine trusts.
        timeout_s: of each step.
    """

    host: str
    port: int
    sender: str
    is_tls: bool = True
    login: str = ""
    password: str = field(default="", repr=False)
    ca: str | None = None
    timeout_s: float = TIMEOUT_S

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """As the environment names it.

        Raises:
            InvalidValue: it does not; the text is not repeated, it may hold a password.
        """
        try:
            parts = urlsplit(url)
            asked = parse_qs(parts.query)
            port = parts.port or _PORTS[parts.scheme]
            sender = asked["from"][-1]
        except (KeyError, ValueError):
            raise InvalidValue(f"{URL_VARIABLE} is no smtp:// or smtps:// address with ?from=") from None
        if not parts.hostname:
            raise InvalidValue(f"{URL_VARIABLE} names no host")
        check_address(sender)
        return cls(
            host=parts.hostname,
            port=port,
            sender=sender,
            is_tls=parts.scheme == "smtps",
            login=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            ca=asked.get("ca", [None])[-1],
        )

    def take(self, message: EmailMessage) -> None:
        """Hand it over.

        Raises:
            MailDelayed: nobody answers, or the server says that it cannot now.
            MailRefused: the server will not have it.
        """
        try:
            with self._session() as session:
                session.send_message(message, from_addr=self.sender)
        except smtplib.SMTPRecipientsRefused as fault:
            raise _judged(*next(iter(fault.recipients.values()))) from fault
        except smtplib.SMTPAuthenticationError as fault:
            # Ours to mend: the letter is not at fault, and waits.
            raise MailDelayed(f"{fault.smtp_code}: not signed in") from fault
        except smtplib.SMTPResponseException as fault:
            raise _judged(fault.smtp_code, fault.smtp_error) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise MailDelayed(type(fault).__name__) from fault

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context(cafile=self.ca)
        if self.is_tls:
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_s, context=context
            )
        else:
            session = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        with session:
            session.ehlo()
            if not self.is_tls and (session.has_extn("starttls") or not _is_this_machine(self.host)):
                session.starttls(context=context)
            if self.login:
                session.login(self.login, self.password)
            yield session


def _judged(code: int, _said: bytes | str) -> MailDelayed | MailRefused:
    """By the first digit of the answer (RFC 5321, 4.2.1)."""
    kind = MailRefused if code in _PERMANENT else MailDelayed
    return kind(f"{code}")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
