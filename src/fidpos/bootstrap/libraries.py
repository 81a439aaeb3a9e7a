"""Versions of the libraries that drivers import, without importing them."""

import importlib.metadata
import importlib.util
from functools import cache


def is_installed(module: str) -> bool:
    """Whether the module can be imported."""
    return importlib.util.find_spec(module) is not None


def library_version(module: str) -> str:
    """Distribution and version of a module, such as `pyscard 2.3.1`; empty when it is not installed."""
    if not module or not is_installed(module):
        return ""
    distributions = _owners().get(module.partition(".")[0], [module])
    try:
        return f"{distributions[0]} {importlib.metadata.version(distributions[0])}"
    except importlib.metadata.PackageNotFoundError:
        return module


@cache
def _owners() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())
