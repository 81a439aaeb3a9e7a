"""What follows from the country of a shop; each can be changed, since borders are never that simple."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country by its ISO 3166 code, with the currency and the zone of most of its shops."""

    code: str
    currency: str
    zone: str

    @property
    def message_key(self) -> str:
        """Key of its name."""
        return f"country.{self.code}"


COUNTRIES = tuple(
    Country(code=code, currency=currency, zone=zone)
    for code, currency, zone in (
        ("FR", "EUR", "Europe/Paris"),
        ("BE", "EUR", "Europe/Brussels"),
        ("CH", "CHF", "Europe/Zurich"),
        ("LU", "EUR", "Europe/Luxembourg"),
        ("MC", "EUR", "Europe/Monaco"),
        ("CA", "CAD", "America/Toronto"),
        ("GP", "EUR", "America/Guadeloupe"),
        ("MQ", "EUR", "America/Martinique"),
        ("GF", "EUR", "America/Cayenne"),
        ("RE", "EUR", "Indian/Reunion"),
        ("DE", "EUR", "Europe/Berlin"),
        ("AT", "EUR", "Europe/Vienna"),
        ("ES", "EUR", "Europe/Madrid"),
        ("PT", "EUR", "Europe/Lisbon"),
        ("IT", "EUR", "Europe/Rome"),
        ("NL", "EUR", "Europe/Amsterdam"),
        ("IE", "EUR", "Europe/Dublin"),
        ("GB", "GBP", "Europe/London"),
    )
)
"""In the order in which they are offered."""
