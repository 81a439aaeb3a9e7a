"""Tills that serve while they speak with their centre: what one records is known to all, and soon."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from fidpos.bootstrap.centre_check import check_centre
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.conversation import NothingToServeBy
from fidpos.bootstrap.store import open_store
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.paths import TillFolder
from fidpos.sync.kept_pairing import Kept
from fidpos.till.centre_link import CentreStanding
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp
from fidpos.wire.sync.pairing_code import PublicKeys
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.fake_clock import FakeClock
from tests.helpers.linked_till import (
    LinkedTill,
    booked,
    decide,
    new_network,
    pair_by_command,
    publish_programme,
)
from tests.helpers.pictures import png
from tests.integration.link.conftest import PairedTill

SOON_S = PULL_WAIT_MAX_S - 5.0
"""A till that is told nothing asks again only when its wait is over."""
STRANGER = PublicKeys(identity=bytes(32), box=bytes(32))


def lines_of(folder: TillFolder, standing: CentreStanding | None = None) -> dict[str, CheckLine]:
    """What doctor says of the centre, in the till or beside it."""
    return {line.name: line for line in check_centre(folder, SystemClock(), standing)}


def test_a_till_paired_by_command_is_ready_with_programme_and_staff(
    paired_till: PairedTill, network: Network
) -> None:
    with paired_till("Till 1", shop="Paris") as till:
        till.sign_in()
        till.until(till.is_settled)

        identity = till.identity
        assert (identity.merchant_name, identity.shop_name, identity.till_name) == (
            "Maison Test",
            "Paris",
            "Till 1",
        )
        assert till.standing.clock_offset is not None
        assert [light.message.key for light in till.lights if light.key == "sync"] == [
            "light.sync.up_to_date"
        ]


def test_a_running_till_takes_up_another_card_name_and_another_logo(
    paired_till: PairedTill, network: Network
) -> None:
    with paired_till("Till 1") as till:
        assert till.identity.card_name == "Carte Test"
        decide(network, "logo", f'"{b64encode(png()).decode()}"')
        decide(network, "card_name", '"Carte Soleil"')
        till.link.try_now()
        till.until(lambda: till.identity.card_name == "Carte Soleil" and till.folder.logo.exists())

        assert till.folder.logo.read_bytes() == png()


def test_a_visit_that_is_closed_arrives_at_the_centre(paired_till: PairedTill, network: Network) -> None:
    with paired_till("Till 1") as till:
        till.sign_in()
        member = till.enrol("Dupont")
        till.buy(member, 1_200)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        till.until(lambda: till.standing.waiting == 0)

        found = booked(network.place, network.merchant_id)
        assert (found.points, found.quarantined) == (12, 0)


def test_a_balance_earned_at_one_till_shows_at_another_that_is_told_at_once(paired_till: PairedTill) -> None:
    with paired_till("Till 1") as first, paired_till("Till 2") as second:
        first.sign_in()
        second.sign_in()
        member = first.enrol("Dupont")
        first.buy(member, 1_000)
        second.until(lambda: second.points(member) == 10)
        second.attach(member)
        shown = second.view.member
        assert shown is not None
        before = shown.points

        first.buy(member, 2_500)
        second.until(lambda: second.view.member is not None and second.view.member.points == 35, SOON_S)
        assert before == 10


def test_doctor_says_whether_the_centre_answers_what_waits_and_whose_clock_is_off(
    paired_till: PairedTill, centre: CentreProcess
) -> None:
    with paired_till("Till 1") as till:
        till.sign_in()
        beside = lines_of(till.folder)
        till.until(till.is_settled_by_asking)
        within = lines_of(till.folder, till.standing)
    two_hours_off = FakeClock(datetime.now(UTC) + timedelta(hours=2))
    wrong = {line.name: line for line in check_centre(till.folder, two_hours_off, None)}

    assert beside["centre"].message.key == "doctor.centre.answers"
    assert within["centre"].lamp is within["waiting"].lamp is within["centre_clock"].lamp is Lamp.OK
    assert wrong["centre_clock"].lamp is Lamp.WARNING


def test_doctor_says_that_a_centre_is_silent_or_another_one(
    paired_till: PairedTill, network: Network
) -> None:
    till = paired_till("Till 1")
    opened = open_store(till.folder, SystemClock())
    opened.store.close()
    pairing = opened.paired.pairing
    assert pairing is not None
    found = {}
    for name, changed in {
        "silent": replace(pairing, address="http://127.0.0.1:9"),
        "other": replace(pairing, welcome=replace(pairing.welcome, keys=STRANGER)),
    }.items():
        opened.pairing_file.write(Kept(pairing=changed))
        found[name] = lines_of(till.folder)["centre"]

    assert {name: line.message.key for name, line in found.items()} == {
        "silent": "doctor.centre.silent",
        "other": "doctor.centre.other",
    }
    assert all(line.lamp is Lamp.WARNING and line.hint is not None for line in found.values())


def test_the_diagnostics_bundle_says_how_the_till_stands_and_no_secret(paired_till: PairedTill) -> None:
    with paired_till("Till 1") as till:
        till.until(till.is_settled_by_asking)
        path = till.backstage._export()
    opened = open_store(till.folder, SystemClock())
    opened.store.close()
    pairing = opened.paired.pairing
    assert pairing is not None
    with ZipFile(path) as bundle:
        content = b"".join(bundle.read(name) for name in bundle.namelist())

    assert b"centre.state.up_to_date" in content
    for secret in (pairing.private_key, pairing.welcome.pin_pepper):
        assert secret not in content
        assert secret.hex().encode() not in content
        assert b64encode(secret) not in content


def test_beyond_the_machine_a_till_is_paired_and_serves_over_tls(
    place: CentrePlace, network: Network, tmp_path: Path
) -> None:
    with CentreProcess(place, bind="0.0.0.0") as centre:
        url = centre.url.replace("0.0.0.0", "127.0.0.1")
        assert url.startswith("https://")
        assert pair_by_command(tmp_path / "till", url, network, name="Till 1") == 0
        with LinkedTill(tmp_path / "till") as till:
            till.sign_in()
            till.buy(till.enrol("Dupont"), 1_000)
            till.until(lambda: booked(network.place, network.merchant_id).visits == 1)


def test_a_new_till_without_a_programme_says_so_and_opens_once_there_is_one(
    centre: CentreProcess, place: CentrePlace, tmp_path: Path
) -> None:
    network = new_network(place, publishes=False)
    assert pair_by_command(tmp_path / "till", centre.url, network, name="Till 1") == 0
    with pytest.raises(NothingToServeBy), LinkedTill(tmp_path / "till"):
        """It does not open."""
    publish_programme(network)
    with LinkedTill(tmp_path / "till") as till:
        till.sign_in()


def test_on_the_command_line_a_refusal_is_one_sentence_with_what_to_do(
    centre: CentreProcess, network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path / "till"), "--name", "Till 1"]
    status = main(["till", "--language", "en", "pair", "--centre", centre.url, "--code", "AAAA", *where])
    said = capsys.readouterr().err

    assert status == ExitCode.REFUSED
    assert said.startswith("fidpos: That is no pairing code")
    assert not (tmp_path / "till").exists()
