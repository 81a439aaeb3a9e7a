"""Letters at a centre: one is taken and answered in one go, beside the program that serves or without."""

from collections.abc import Mapping
from pathlib import Path

from fidpos.bootstrap.centre import open_centre
from fidpos.bootstrap.whole_file import opened_to_read, whole_file
from fidpos.paths import ServerFolder
from fidpos.server.services.letters import PostRoom, Taken


def take_letter(folder: ServerFolder, environment: Mapping[str, str], letter: Path, reply: Path) -> Taken:
    """Store what a till tells, and write what it has to know.

    Raises:
        LetterRefused: not a letter to this centre, or changed; nothing was done.
        FileNotRead: there is no letter.
        FileNotWritten: the letter was taken, and can be again for its reply.
        FidposError: the centre cannot be opened.
    """
    with open_centre(folder, environment) as centre:
        keyring = centre.keyring
        room = PostRoom(
            centre.store(),
            centre.clock,
            open_head=keyring.open_head,
            open_box=keyring.open_box,
            sign=keyring.sign_reply,
        )
        with opened_to_read(letter) as file:
            taken = room.take(file)
        with whole_file(reply) as file:
            room.reply(taken, file)
        return taken
