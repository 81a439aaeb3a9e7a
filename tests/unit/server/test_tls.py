"""The centre's TLS certificate."""

from pathlib import Path

import pytest

from fidpos.server.api.serving import Certificate
from fidpos.server.tls import CertificateUnusable, own_certificate, pin_for


def test_a_certificate_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "tls.pem"
    first = own_certificate(path)
    made = path.read_bytes()

    assert own_certificate(path) == first
    assert path.read_bytes() == made
    assert path.stat().st_mode & 0o077 == 0


def test_tills_know_it_by_a_pin_that_stays(tmp_path: Path) -> None:
    here, there = (own_certificate(tmp_path / name) for name in ("here", "there"))
    pin = pin_for(here)

    assert pin is not None
    assert len(pin) == 32
    assert pin_for(here) == pin != pin_for(there)


def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tls.pem"
    path.write_text("no certificate")

    with pytest.raises(CertificateUnusable):
        pin_for(Certificate(chain=path, key=path))
    with pytest.raises(CertificateUnusable):
        pin_for(Certificate(chain=tmp_path / "none", key=path))
