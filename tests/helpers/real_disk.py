"""Disks that fill up, fail or lose their power, mounted for one test: a small tmpfs, an ext4 in a file.

Mounting takes the rights of an administrator; the `conftest.py` of the folders that use them leaves out what
this machine does not allow.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

IMAGE_BYTES = 8 * 1024 * 1024
_CAP_SYS_ADMIN = 1 << 21


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk that can be filled to its last byte."""

    folder: Path

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def make_room(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@dataclass(frozen=True, slots=True)
class FailingDisk:
    """A disk that the system stops writing to once it has seen an error, as it does with a dying one."""

    folder: Path
    image: Path

    def fail(self) -> None:
        source = _run("findmnt", "-no", "SOURCE", str(self.folder)).strip()
        Path("/sys/fs/ext4", Path(source).name, "trigger_fs_error").write_text("1", encoding="ascii")

    def repair(self) -> None:
        """What a technician does: check the disk and copy it to a new one. Nobody may have a file open on it.

        The same image mounted again could still be the failed disk, kept alive by another process's mounts.
        """
        _run("umount", str(self.folder))
        replacement = self.image.with_suffix(".replacement")
        shutil.copyfile(self.image, replacement)
        subprocess.run(["e2fsck", "-y", str(replacement)], check=False, capture_output=True)
        _run("mount", "-o", "loop", str(replacement), str(self.folder))


class MortalDisk:
    """A disk on which only what was synced survives a power cut.

    What programs write stays in the memory of the file system until they sync it; the image beneath is what
    the platters would hold. It is mounted so that nothing goes there by itself within a test.
    """

    def __init__(self, folder: Path, image: Path) -> None:
        self.folder = folder
        self._image = image

    def cut_power(self) -> None:
        """Keep the disk as it is at this instant; whoever writes to it should be stopped, and then killed."""
        shutil.copyfile(self._image, self._survivor)

    def come_back(self) -> None:
        """Mount what survived, as after a reboot; nobody may have a file open on the disk."""
        _run("umount", str(self.folder))
        survivor, gone = self._survivor, self._image
        self._image = survivor
        _mount_lazily(survivor, self.folder)
        gone.unlink()

    @property
    def _survivor(self) -> Path:
        return self._image.with_name(f"{self._image.name}+")


@contextmanager
def small_disk(folder: Path, *, kib: int) -> Iterator[SmallDisk]:
    """A tmpfs of so many KiB at `folder`."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", str(folder))


@contextmanager
def failing_disk(folder: Path) -> Iterator[FailingDisk]:
    """An ext4 that is mounted to be stopped at the first error, which is what Debian does with `/`."""
    image = _new_image(folder)
    _run("mount", "-o", "loop,errors=remount-ro", str(image), str(folder))
    try:
        yield FailingDisk(folder, image)
    finally:
        _run("umount", str(folder))


@contextmanager
def mortal_disk(folder: Path) -> Iterator[MortalDisk]:
    """An ext4 at `folder` that forgets at a power cut what was not synced."""
    image = _new_image(folder)
    _mount_lazily(image, folder)
    try:
        yield MortalDisk(folder, image)
    finally:
        _run("umount", str(folder))


def may_mount() -> bool:
    """Whether this process has the rights."""
    status = Path("/proc/self/status")
    if not status.exists():
        return False
    rights = next(line for line in status.read_text("ascii").splitlines() if line.startswith("CapEff:"))
    return bool(int(rights.split()[1], 16) & _CAP_SYS_ADMIN)


def has_loop_devices() -> bool:
    """Whether a file can be mounted."""
    return Path("/dev/loop-control").exists() and may_mount()


def _new_image(folder: Path) -> Path:
    folder.mkdir()
    image = folder.with_name(f"{folder.name}.img")
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    _run("mkfs.ext4", "-q", str(image))
    return image


def _mount_lazily(image: Path, folder: Path) -> None:
    _run("mount", "-o", "loop,commit=300", str(image), str(folder))


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
