import sys
from pathlib import Path

import pytest

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.detect import detect
from fidpos.readers.drivers.pcsc.reader_name import model_of
from fidpos.readers.errors import DeviceUnavailable
from tests.helpers.fake_scard import FakeScard


@pytest.fixture
def scard(monkeypatch: pytest.MonkeyPatch) -> FakeScard:
    fake = FakeScard()
    monkeypatch.setitem(sys.modules, "smartcard.scard", fake)
    return fake


def test_a_reader_is_found_by_its_model_wherever_it_is_plugged_in(scard: FakeScard, tmp_path: Path) -> None:
    scard.plug("ACS ACR1252 1S CL Reader (A1B2) 00 00")
    (found,) = detect(tmp_path)

    assert found.device == "ACS ACR1252 1S CL Reader"
    assert found.label == "ACS ACR1252 1S CL Reader (A1B2) 00 00"
    assert found.settings == {"match": r"^ACS\ ACR1252\ 1S\ CL\ Reader"}
    assert not scard.contexts


def test_a_reader_that_the_kernel_took_is_found_with_its_fault(scard: FakeScard, tmp_path: Path) -> None:
    (tmp_path / "1-2:1.0").touch()
    (found,) = detect(tmp_path)

    assert found.fault is not None
    assert found.fault.code is FaultCode.KERNEL_DRIVER


def test_without_the_service_it_says_so(scard: FakeScard, tmp_path: Path) -> None:
    scard.stop_service(codes.NO_SERVICE)

    with pytest.raises(DeviceUnavailable) as caught:
        detect(tmp_path)
    assert caught.value.fault.code is FaultCode.SERVICE_STOPPED


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("ACS ACR122U PICC Interface 00 00", "ACS ACR122U PICC Interface"),
        ("Gemalto PC Twin Reader (70D7E2EE) 01 00", "Gemalto PC Twin Reader"),
        ("OMNIKEY CardMan 3x21 0", "OMNIKEY CardMan 3x21"),
        ("Reader (blue)", "Reader (blue)"),
        ("ACR122", "ACR122"),
    ],
)
def test_the_model_is_the_name_without_serial_number_and_place(name: str, model: str) -> None:
    assert model_of(name) == model
