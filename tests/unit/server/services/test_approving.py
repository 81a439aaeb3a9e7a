"""Who may be the second person."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from fidpos.server.services.approving import Approval, NeedsAnother, Outcome, approved_by, refused_by

ASKER, GAINER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
WAITS = Approval(
    id=UUID(int=9),
    kind="any",
    subject_id=None,
    asked_by=ASKER,
    beneficiary_id=GAINER,
    asked_at=datetime(2026, 11, 22, tzinfo=UTC),
)


def test_somebody_else_approves() -> None:
    assert approved_by(WAITS, OTHER, others=1) is Outcome.APPROVED


@pytest.mark.parametrize("person", [ASKER, GAINER])
def test_neither_who_asked_nor_who_gains_approves_while_somebody_else_could(person: UUID) -> None:
    with pytest.raises(NeedsAnother):
        approved_by(WAITS, person, others=1)


def test_where_there_is_nobody_else_it_is_written_down_as_approved_alone() -> None:
    assert approved_by(WAITS, ASKER, others=0) is Outcome.APPROVED_ALONE


def test_whoever_asked_takes_it_back_and_anybody_else_refuses() -> None:
    assert refused_by(WAITS, ASKER) is Outcome.WITHDRAWN
    assert refused_by(WAITS, OTHER) is Outcome.REFUSED
