"""What can be asked for before sign-in."""

from fidpos.server.backoffice.endpoint import OpenEndpoint
from fidpos.server.backoffice.pages import invited, sign_in

DOORS: tuple[OpenEndpoint, ...] = (*sign_in.DOORS, *invited.DOORS)
