"""docs/linking-a-register.md is true: its curl examples run one after the other, its words are the link's."""

import json
import os
import re
import subprocess
from pathlib import Path

import msgspec

from fidpos.link.folder import HandedOver
from fidpos.link.messages import BODY_BYTES_MAX, LINES_MAX, TAX_RATES_MAX, LinkProblem
from fidpos.link.openapi import PATHS
from fidpos.link.translate import basket_from
from tests.helpers.counter import BERENICE
from tests.helpers.linked_register import DAY, Link, linked

PAGE = (Path(__file__).parents[2] / "docs" / "linking-a-register.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```", PAGE, re.DOTALL)


def run(example: str, link: Link) -> dict[str, object]:
    variables = {"URL": f"http://127.0.0.1:{link.port}", "TOKEN": link.tokens["left"], "DAY": DAY}
    done = subprocess.run(
        ["sh", "-c", example],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def test_every_curl_example_does_what_the_page_says() -> None:
    with linked() as link:
        link.at_till(lambda at: at.tap_member(BERENICE))
        put, look, close, void, changes, till, document = (run(example, link) for example in EXAMPLES)

    assert [each["status"] for each in (put, look, close, void)] == ["open", "open", "closed", "voided"]
    assert put == look
    assert close["points"] == 12
    assert set(changes) == {"last", "is_gap", "changes"}
    assert till["is_serving"] is True
    assert document["openapi"] == "3.1.0"


def test_every_problem_is_explained_and_nothing_else_is() -> None:
    table = PAGE[PAGE.index("| status |") : PAGE.index("## A web page")]

    assert set(re.findall(r"`([a-z_]+)`", table)) - {"detail", "ticket"} == {
        each.value for each in LinkProblem
    }


def test_the_bounds_are_those_of_the_protocol() -> None:
    assert f"{LINES_MAX:,} lines, {TAX_RATES_MAX} different tax rates, {BODY_BYTES_MAX // 10**6} MB" in PAGE


def test_every_path_has_its_example() -> None:
    used = {
        re.sub(r"/v1/tickets/\$DAY/\d+", "/v1/tickets/{business_day}/{ticket}", each) for each in EXAMPLES
    }

    for path in PATHS:
        assert any(path.path in each for each in used), path.path


def test_the_file_of_the_hand_over_is_one() -> None:
    (file,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    handed = msgspec.json.decode(file, type=HandedOver)

    assert basket_from(handed.basket).amount.minor == 450
