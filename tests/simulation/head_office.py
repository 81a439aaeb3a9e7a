"""What the head office does meanwhile: a new programme, staff who come and go, a setting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_to_json
from fidpos.server.configuration import Configuration, Person
from fidpos.server.services.publish import Publishing, Spot, publish, push_setting
from fidpos.settings.declaration import Scope
from tests.helpers.centre_office import PROGRAMME
from tests.simulation.shop import CASHIER, MERCHANT, SHOP

_SPOTS = (Spot(scope=Scope.MERCHANT, id=MERCHANT), Spot(scope=Scope.SHOP, id=SHOP))


@dataclass(slots=True)
class HeadOffice:
    """Decides; it remembers which versions it gave away, also when its centre does not.

    Attributes:
        version: of whatever it decided last.
    """

    random: Random
    clock: Clock
    version: int = 1

    def decide(self, configuration: Configuration) -> None:
        """Something new, told to the tills."""
        self.version += 1
        acts: tuple[Callable[[Configuration], None], ...] = (self._publish, self._employ, self._set)
        self.random.choice(acts)(configuration)

    def _publish(self, configuration: Configuration) -> None:
        publishing = Publishing(by=CASHIER, now=self.clock.now(), currency="EUR")
        body = programme_to_json(replace(PROGRAMME, version=self.version))
        publish(configuration, body, publishing, self.clock.now())

    def _employ(self, configuration: Configuration) -> None:
        works_here = self.random.random() < 0.7
        configuration.put_staff(
            Person(
                id=StaffId(UUID(int=500 + self.random.randrange(3))),
                version=self.version,
                name=f"N{self.random.randrange(100)}",
                role=Role.CASHIER,
                pin_hash="",
                shops=frozenset({SHOP}) if works_here else frozenset(),
            ),
            self.clock.now(),
        )

    def _set(self, configuration: Configuration) -> None:
        value = self.random.choice(("true", "false", None))
        push_setting(configuration, "sound", value, self.random.choice(_SPOTS), self.clock.now())
