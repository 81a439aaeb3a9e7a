"""Mail that the centre sends, and codes by which somebody shows that an address is theirs."""

from fidpos.server.db.tables.schema import (
    BYTES,
    ID,
    INSTANT,
    INT,
    NOTHING,
    NOW,
    TEXT,
    column,
    table,
)

mails = table(
    "mails",
    column("id", ID),
    column("kind", TEXT),
    column("language", TEXT),
    column("state", TEXT),
    column("subject_id", ID, null=True),
    column("sealed", BYTES, null=True),
    column("tries", INT, NOTHING),
    column("fault", TEXT, null=True),
    column("asked_at", INSTANT, NOW),
    column("ended_at", INSTANT, null=True),
)
"""The outbox: `state` is a `server.mail.letter.MailState`. Address and words are sealed under the own key of
the member or gift card that `subject_id` names, or under the centre's where it names nobody; they go once the
mail is sent or given up."""

one_time_codes = table(
    "one_time_codes",
    column("purpose", TEXT),
    column("subject_id", ID),
    column("digest", BYTES),
    column("ends_at", INSTANT),
    column("tries", INT, NOTHING),
    key=("purpose", "subject_id"),
)
"""The latest code of each purpose and person. A code lives for ten minutes and five tries, and its digest is
keyed by the centre: who reads the table learns nothing from it."""
