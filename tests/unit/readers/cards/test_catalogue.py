"""What a card format of somebody else can do to the till while its formats are put together: nothing."""

import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from fidpos.readers.cards.catalogue import Catalogue, FormatEntry
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import FaultCode


class Site:
    """A folder with one installed card format."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, code: str, *, value: str = "acme_card.profile") -> None:
        package = self.folder / "acme_card"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "profile.py").write_text(code)
        (package / "manifest.toml").write_text('name = "acme"\nlevel = "experimental"\n')
        info = self.folder / "acme_card-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-card\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[fidpos.cards]\nacme = {value}\n")
        (info / "RECORD").write_text("acme_card/__init__.py,,\nacme_card/profile.py,,\n")

    def distributions(self) -> Iterable[importlib.metadata.Distribution]:
        return importlib.metadata.distributions(path=[str(self.folder)])

    def approved(self) -> Catalogue:
        """With the format enabled and approved as it is now."""
        entry = row(Catalogue({}, NoSecrets(), distributions=self.distributions))
        assert entry.approval is not None
        return Catalogue(
            {"acme": {}},
            NoSecrets(),
            approvals=frozenset({entry.approval}),
            distributions=self.distributions,
        )


def row(catalogue: Catalogue) -> FormatEntry:
    (entry,) = (entry for entry in catalogue.entries() if entry.name == "acme")
    return entry


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Site(tmp_path)
    for name in [name for name in sys.modules if name.startswith("acme_card")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    "code",
    [
        "nothing = 1\n",
        "import sys\nsys.exit(3)\n",
        "def create(:\n",
        "def create(settings, secrets):\n    raise SystemExit\n",
        "def create(settings, secrets):\n    raise ZeroDivisionError\n",
        "def create(settings):\n    pass\n",
    ],
)
def test_an_approved_format_that_cannot_be_built_is_a_row_with_its_fault(site: Site, code: str) -> None:
    site.install(code)
    catalogue = site.approved()

    catalogue.recogniser()

    fault = row(catalogue).fault
    assert fault is not None
    assert fault.code is FaultCode.CRASHED


@pytest.mark.parametrize("value", ["acme-card.profile", "", ":create"])
def test_a_format_whose_entry_point_names_no_module_is_a_row_with_its_fault(site: Site, value: str) -> None:
    site.install("", value=value)
    catalogue = Catalogue({}, NoSecrets(), distributions=site.distributions)

    catalogue.recogniser()

    fault = row(catalogue).fault
    assert fault is not None
    assert fault.code is FaultCode.MANIFEST_REFUSED


def test_an_approved_format_that_works_has_no_fault(site: Site) -> None:
    site.install("def create(settings, secrets):\n    return object()\n")

    assert row(site.approved()).fault is None
