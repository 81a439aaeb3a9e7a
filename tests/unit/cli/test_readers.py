"""`fidpos readers` and `fidpos doctor` as a technician types them, without a device."""

import json
import os
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from fidpos import paths
from fidpos.bootstrap.readers_report import Spoken, read_json, read_line, status_line
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.readers import merchant_code, seconds
from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.paths import TillFolder
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.readers.registry import Registry
from fidpos.texts.texts import Texts

Output = pytest.CaptureFixture[str]

READ = CardRead(
    driver="counter",
    device="one",
    sequence=3,
    monotonic_s=12.5,
    medium=Medium.BARCODE,
    form="barcode/ean13",
    token=CardToken(TokenKind.NUMBER, "2010000000486"),
    trust=Trust.COPYABLE,
    evidence="secret",
)
REFUSED = RefusedRead(driver="counter", device="one", sequence=4, monotonic_s=13.0, reason=Refusal.BANK_CARD)


@pytest.fixture
def texts() -> Texts:
    return Texts.load(paths.resources_dir() / "translations", "en")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")
    return tmp_path / "nowhere"


def listed(capsys: Output, *arguments: str) -> dict[str, list[dict[str, object]]]:
    assert main(["readers", "list", "--json", *arguments]) == ExitCode.DONE
    told: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return told


def test_every_installed_driver_is_named_with_its_library_even_without_a_device(
    nowhere: Path, capsys: Output
) -> None:
    told = listed(capsys, "--data", str(nowhere))

    drivers = {driver["name"]: driver for driver in told["drivers"]}
    assert set(drivers) == {entry.name for entry in Registry(production=False, distributions=list).entries()}
    library = drivers["pcsc"]["library"]
    assert isinstance(library, dict)
    assert (library["module"], library["state"]) == ("smartcard", "present")
    assert library["version"].startswith("pyscard ")
    assert drivers["keyboard_wedge"]["library"] == {"module": "", "state": "none", "version": ""}
    assert {format_["name"] for format_ in told["card_formats"]} >= {"applet", "payment", "contactless_uid"}
    assert [reader["name"] for reader in told["readers"]] == ["keyboard_wedge", "pcsc"]
    assert not nowhere.exists()


def test_a_missing_library_is_a_state_with_what_to_do(
    nowhere: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = __import__("importlib.util").util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "nfc" else find(name))

    drivers = {each["name"]: each for each in listed(capsys, "--data", str(nowhere))["drivers"]}

    assert drivers["nfc_usb"]["library"] == {"module": "nfc", "state": "missing", "version": ""}
    assert drivers["nfc_usb"]["fault"] == "library_missing"
    assert drivers["nfc_usb"]["hint"]


def test_the_settings_of_a_till_decide_which_readers_are_in_use(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text('[readers.counter]\ndriver = "simulated"\n')

    assert listed(capsys, "--data", str(till.root))["readers"] == [
        {"name": "counter", "driver": "simulated", "settings": {}}
    ]


def test_the_list_reads_as_sentences(nowhere: Path, capsys: Output) -> None:
    assert main(["readers", "list", "--data", str(nowhere)]) == ExitCode.DONE

    printed = capsys.readouterr().out
    assert "Drivers" in printed
    assert "pyscard" in printed
    assert "reader." not in printed


def test_an_identification_is_one_object_with_everything_but_its_evidence(texts: Texts) -> None:
    assert read_json(READ, texts) == {
        "driver": "counter",
        "device": "one",
        "sequence": 3,
        "monotonic_s": 12.5,
        "medium": "barcode",
        "form": "barcode/ean13",
        "symbology": "ean13",
        "token_kind": "num",
        "token": "2010000000486",
        "trust": 1,
        "trust_name": "copyable",
    }


def test_a_refused_read_is_its_reason_and_its_sentence(texts: Texts) -> None:
    told = read_json(REFUSED, texts)

    assert (told["refused"], told["sentence"]) == ("bank_card", texts.say("read.bank_card"))
    assert "token" not in told


def test_lines_for_people_say_the_same(texts: Texts) -> None:
    assert read_line(READ, texts) == "counter  one  barcode/ean13  num:2010000000486  copyable"
    assert read_line(REFUSED, texts).endswith(texts.say("read.bank_card"))


def test_a_device_in_trouble_says_what_to_do(texts: Texts) -> None:
    fault = Fault(code=FaultCode.KERNEL_DRIVER, native_code="pn533_usb")
    status = DeviceStatus(driver="pcsc", device="a", state=ReaderState.FAILED, fault=fault)

    assert "blacklist pn533_usb" in status_line(status, texts)


def test_each_change_of_a_device_is_said_once(texts: Texts) -> None:
    said: list[str] = []
    spoken = Spoken(texts, said.append)
    ready = DeviceStatus(driver="pcsc", device="a", state=ReaderState.READY)

    for reads in (0, 1):
        spoken.on_statuses(
            (DeviceStatus(driver="pcsc", device="a", state=ReaderState.READY, good_reads=reads),)
        )
    spoken.on_statuses((ready,))

    assert said == ["pcsc  a  ready"]


@pytest.mark.parametrize("text", ["", "123", "12345", "12a4", "１２３４"])
def test_a_merchant_code_is_four_digits(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        merchant_code(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "nan", "inf", "x"])
def test_seconds_are_a_positive_number(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        seconds(text)


def test_watching_nothing_ends_when_its_time_is_over(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text('[readers.counter]\ndriver = "simulated"\n')

    assert main(["readers", "watch", "--json", "--seconds", "0.2", "--data", str(till.root)]) == ExitCode.DONE

    assert capsys.readouterr().out == ""


def test_a_test_without_reads_does_not_pass(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text('[readers.counter]\ndriver = "simulated"\n')

    status = main(["readers", "test", "--json", "--seconds", "0.2", "--data", str(till.root)])

    assert status == ExitCode.REFUSED
    assert json.loads(capsys.readouterr().out) == {"passed": False, "reads": 0}


def test_without_a_till_it_is_said_whose_cards_are_ours(nowhere: Path, capsys: Output) -> None:
    arguments = ["readers", "watch", "--seconds", "0.2", "--data", str(nowhere)]
    main(arguments)
    assert "--merchant-code" in capsys.readouterr().err

    main([*arguments, "--merchant-code", "1234"])
    assert "--merchant-code" not in capsys.readouterr().err
    assert not nowhere.exists()


def test_wrong_settings_are_refused_in_a_sentence(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text("no toml")

    assert main(["readers", "list", "--data", str(till.root)]) == ExitCode.REFUSED
    assert "settings.toml" in capsys.readouterr().err


def test_doctor_says_each_check_and_ends_by_what_it_found(till: TillFolder, capsys: Output) -> None:
    assert main(["doctor", "--data", str(till.root)]) == ExitCode.DAMAGED  # there is no backup yet

    printed = capsys.readouterr().out
    assert "+ Till data " in printed
    assert "! Backups " in printed
    assert "doctor." not in printed


def test_doctor_speaks_to_machines_too(till: TillFolder, capsys: Output) -> None:
    main(["doctor", "--json", "--data", str(till.root)])

    told = json.loads(capsys.readouterr().out)
    checks = {check["name"]: check for check in told["checks"]}
    assert told["fit"] is False
    assert checks["store"]["state"] == "ok"
    assert checks["store"]["title"] == "Till data"
    assert checks["backups"]["hint"]
    assert all(check["sentence"] != check["message"] for check in checks.values())


def test_doctor_makes_no_folder(nowhere: Path) -> None:
    main(["doctor", "--data", str(nowhere)])

    assert not nowhere.exists()


def test_neither_needs_the_till_to_be_closed(till: TillFolder, capsys: Output) -> None:
    from fidpos.bootstrap.instance import holding

    with holding(till):
        told = listed(capsys, "--data", str(till.root))
        main(["doctor", "--json", "--data", str(till.root)])

    assert told["drivers"]
    assert '"doctor.store.holds"' in capsys.readouterr().out
    assert os.access(till.store, os.R_OK)


def test_an_unknown_reader_is_wrong_use_and_the_ones_there_are_are_named(
    till: TillFolder, capsys: Output
) -> None:
    till.settings.write_text('[readers.counter]\ndriver = "simulated"\n')

    assert main(["readers", "test", "conter", "--data", str(till.root)]) == ExitCode.WRONG_USE

    assert "counter" in capsys.readouterr().err


def test_a_scanner_that_types_is_only_tried_at_the_desk(till: TillFolder, capsys: Output) -> None:
    arguments = ["readers", "watch", "--json", "keyboard_wedge", "--data", str(till.root)]
    till.settings.write_text("[readers.keyboard_wedge]\n")

    assert main(arguments) == ExitCode.REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "keyboard_wedge" in printed.err


def test_only_the_reader_that_is_named_is_opened(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text('[readers.counter]\ndriver = "simulated"\n[readers.other]\ndriver = "nfc_usb"\n')

    main(["readers", "watch", "counter", "--seconds", "0.2", "--data", str(till.root)])

    assert "other" not in capsys.readouterr().err


def test_settings_of_any_kind_are_listed(till: TillFolder, capsys: Output) -> None:
    till.settings.write_text("[readers.pcsc]\na = 2026-11-22\nb = inf\nc = [1, 07:30:00]\n")

    (reader,) = listed(capsys, "--data", str(till.root))["readers"]
    assert reader["settings"] == {"a": "2026-11-22", "b": "inf", "c": [1, "07:30:00"]}

    assert main(["readers", "list", "--data", str(till.root)]) == ExitCode.DONE
    assert "a=2026-11-22" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "text"), [("--merchant-code", "12a"), ("--seconds", "-1"), ("--seconds", "soon")]
)
def test_an_option_that_is_refused_says_why(nowhere: Path, capsys: Output, option: str, text: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["readers", "watch", f"{option}={text}", "--data", str(nowhere)])

    assert caught.value.code == ExitCode.WRONG_USE
    said = capsys.readouterr().err
    assert option in said
    assert "digits" in said or "number" in said


def test_trouble_is_said_once_and_without_a_colon_that_french_would_space() -> None:
    french = Texts.load(paths.resources_dir() / "translations", "fr")
    fault = Fault(code=FaultCode.DEVICE_LOST)
    status = DeviceStatus(driver="pcsc", device="a", state=ReaderState.NO_DEVICE, fault=fault)

    line = status_line(status, french)

    assert line.startswith(f"pcsc  a  {french.say('reader.fault.device_lost')}. ")
    assert french.say("light.reader.no_device") + ":" not in line
