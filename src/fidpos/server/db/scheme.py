"""What a merchant's scheme holds of people, for its register of processing activities."""

from typing import LiteralString

from fidpos.server.db.work import Work
from fidpos.server.services.processing import Scheme

_SCHEME: LiteralString = """
    SELECT
        EXISTS (SELECT FROM members WHERE profile ->> 'birthday' IS NOT NULL),
        EXISTS (SELECT FROM members WHERE jsonb_array_length(profile -> 'household') > 0),
        EXISTS (SELECT FROM gift_cards),
        EXISTS (SELECT FROM members WHERE labels != '[]'),
        EXISTS (SELECT FROM mails),
        ARRAY(SELECT DISTINCT channel FROM consents WHERE granted ORDER BY channel)
"""


def scheme_of(work: Work) -> Scheme:
    """As it is used today."""
    row = work.run(_SCHEME).fetchone()
    assert row is not None
    birthdays, households, gift_cards, segments, mail, channels = row
    return Scheme(
        has_birthdays=birthdays,
        has_households=households,
        has_gift_cards=gift_cards,
        has_segments=segments,
        has_mail=mail,
        channels=frozenset(channels),
    )
