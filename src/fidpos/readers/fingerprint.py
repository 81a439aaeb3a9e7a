"""What a technician approves of a plug-in: one number over everything that would run.

It covers what the distribution says it installed and every file that lies in the package of its module, since
a folder or an extension module beside `driver.py` is imported in its place. It is the same wherever the same
wheel is installed: what the installer writes is left out, and so is byte code that the interpreter checks
against its source.

It tells a changed package from the one that was approved. It is no protection from somebody who may write to
the installation: he can change fidpos itself.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

INSTALLERS_OWN = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"})
"""What an installer writes beside the metadata that came with the wheel."""

CHECKED_BYTE_CODE = frozenset({0b00, 0b11})
"""Flags of byte code that is compared with its source, by time and size or by hash (PEP 552)."""

_FLAGS = slice(4, 8)


def fingerprint(distribution: Distribution, module: str) -> str:
    """SHA-256 over name and content of every file that belongs to the plug-in.

    Args:
        distribution: as it is installed.
        module: what would be imported, in a package.

    Raises:
        ValueError: the distribution does not say that it installed this module, or a link leads elsewhere.
        OSError: a file cannot be read.
    """
    recorded = {PurePosixPath(file) for file in distribution.files or ()}
    if not any(_is_module(file, module) for file in recorded):
        raise ValueError(f"the files installed by {distribution.name} do not include {module}")
    root = Path(str(distribution.locate_file("")))
    files = {file for file in recorded if _is_inside(file) and not _is_installers_own(file)}
    files.update(_present(root, module))
    digest = hashlib.sha256()
    for file in sorted(files, key=str):
        path = root / file
        content = path.read_bytes() if path.is_file() else None
        if content is not None and not _is_checked_byte_code(file, content):
            digest.update(f"{file}\0".encode())
            digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _is_module(file: PurePosixPath, module: str) -> bool:
    """Source, package or extension module of this name."""
    package, _, name = module.rpartition(".")
    folder = PurePosixPath(*package.split("."))
    if file == folder / name / "__init__.py":
        return True
    is_code = file.suffix in {".py", ".so", ".pyd"}
    return is_code and file.parent == folder and file.name.partition(".")[0] == name


def _is_inside(file: PurePosixPath) -> bool:
    """Scripts and data lie outside; they are not imported, and say where they were installed."""
    return not file.is_absolute() and ".." not in file.parts


def _is_installers_own(file: PurePosixPath) -> bool:
    return file.parent.name.endswith(".dist-info") and file.name in INSTALLERS_OWN


def _present(root: Path, module: str) -> Iterator[PurePosixPath]:
    for path in _package(root, module).rglob("*"):
        if path.is_symlink() and path.is_dir():
            raise ValueError(f"the folder {path.name} of {module} is a link")
        if path.is_file():
            yield PurePosixPath(path.relative_to(root).as_posix())


def _package(root: Path, module: str) -> Path:
    """The outermost package that is not shared between distributions."""
    folder = root
    for part in module.split(".")[:-1]:
        folder /= part
        if any(folder.glob("__init__.*")):
            break
    return folder


def _is_checked_byte_code(file: PurePosixPath, content: bytes) -> bool:
    is_cached = file.suffix == ".pyc" and file.parent.name == "__pycache__"
    return is_cached and int.from_bytes(content[_FLAGS], "little") in CHECKED_BYTE_CODE
