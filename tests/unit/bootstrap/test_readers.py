"""Settings of a till, made into readers that see what they say."""

from fidpos.bootstrap.readers import Installed, build_readers, gs1_rule
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.check_digit import ean_check_digit
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import DeviceStatus, ReaderState
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import PrintedCode
from fidpos.settings.till_settings import TillSettings
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock

BODY = "37601230000000048"
GSRN = BODY + ean_check_digit(BODY)


def scanned(settings: TillSettings, text: str) -> CardRead | RefusedRead:
    sink = CollectingSink()

    def tell(rows: tuple[DeviceStatus, ...]) -> None:
        for row in rows:
            sink.status(row)

    installed = Installed(
        readers={"simulated": {}},
        cards=settings.cards,
        secrets=NoSecrets(),
        is_production=False,
        gs1=gs1_rule(settings),
    )
    manager = build_readers(
        installed,
        "1234",
        monotonic_s=FakeClock().monotonic_s,
        on_read=sink.read,
        on_status=tell,
    )
    manager.start()
    sink.wait_for_state("tray", ReaderState.READY)
    driver = manager.driver("simulated")
    assert isinstance(driver, SimulatedDriver)
    driver.insert(PrintedCode(text))
    (read,) = sink.wait_for_reads(1)
    manager.close()
    return read


def test_a_service_relation_number_of_the_companys_prefix_is_a_members_card() -> None:
    read = scanned(TillSettings(gs1_company_prefixes=("3760123",)), f"]C18018{GSRN}")

    assert isinstance(read, CardRead)
    assert read.token.value == GSRN


def test_without_that_setting_it_is_nobodys() -> None:
    assert isinstance(scanned(TillSettings(), f"]C18018{GSRN}"), RefusedRead)


def test_a_scanner_without_symbology_ids_is_believed_when_the_settings_say_so() -> None:
    settings = TillSettings(gs1_company_prefixes=("3760123",), gs1_assumed=True)

    assert isinstance(scanned(settings, f"8018{GSRN}"), CardRead)
