"""A letter in its words: text and HTML of the same sentences, with nothing fetched from anywhere.

No picture is asked of any server and no link is followed by a counter: nobody learns whether it was opened.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from html import escape
from uuid import UUID

from fidpos.server.mail.letter import Letter
from fidpos.texts.texts import Texts

_SUBJECT_MAX = 150
_STYLE = (
    "font:16px/1.5 Arial,Helvetica,sans-serif;color:#101828;max-width:560px;margin:24px auto;padding:0 16px"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that the message carries with it, shown where the text ends.

    Attributes:
        words: what it says to who does not see it.
    """

    name: str
    png: bytes = field(repr=False)
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a message has beside its words.

    Attributes:
        mail_id: of the outbox: the same each time it is tried, so that a second copy is recognised.
        sender: address; `merchant` is the name beside it.
    """

    mail_id: UUID
    sender: str
    merchant: str
    to: str = field(repr=False)
    at: datetime


def composed(
    letter: Letter, texts: Texts, envelope: Envelope, picture: Picture | None = None
) -> EmailMessage:
    """The message; its body's paragraphs are parted by blank lines."""
    params = {"merchant": envelope.merchant, **letter.params}
    clean = {name: _plain(value) if isinstance(value, str) else value for name, value in params.items()}
    subject = texts.say(f"mail.{letter.kind}.subject", **clean)
    body = texts.say(f"mail.{letter.kind}.body", **clean)
    message = EmailMessage()
    message["Subject"] = _plain(subject)[:_SUBJECT_MAX]
    message["From"] = formataddr((_plain(envelope.merchant), envelope.sender))
    message["To"] = envelope.to
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.mail_id}@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(body)
    message.add_alternative(_html(letter.language, subject, body, picture), subtype="html")
    if picture is not None:
        html = message.get_payload(1)
        assert isinstance(html, EmailMessage)
        html.add_related(
            picture.png, "image", "png", cid=f"<{picture.name}>", filename=picture.name, disposition="inline"
        )
    return message


def _html(language: str, subject: str, body: str, picture: Picture | None) -> str:
    paragraphs = "".join(
        f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in body.split("\n\n") if part.strip()
    )
    image = (
        f'<p><img src="cid:{escape(picture.name)}" width="220" alt="{escape(picture.words)}"></p>'
        if picture is not None
        else ""
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>"
        f'<body><div style="{_STYLE}">{paragraphs}{image}</div></body></html>'
    )


def _plain(text: str) -> str:
    """On one line, without control characters: no header and no paragraph comes out of a name."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
