"""Refusals on the wire."""

import msgspec
import pytest

from fidpos.server.api.answers import STATUSES, Refused, refusal
from fidpos.wire.sync.refusal import Refusal, RefusalCode


@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_has_a_status_and_says_its_code(code: RefusalCode) -> None:
    answer = refusal(Refusal(code=code))

    assert answer.status_code == STATUSES[code] >= 400
    assert msgspec.json.decode(answer.body, type=Refusal).code is code


def test_when_to_come_back_is_told_to_proxies_as_well() -> None:
    answer = refusal(Refused.because(RefusalCode.BUSY, retry_after_s=1.2).refusal)

    assert answer.headers["retry-after"] == "2"
