"""Files of installed packages, read where they lie; importing the package would cost a second."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from core.errors import NoInstalledImages


def installed_file(module: str, package: str, path: str) -> bytes:
    """Return a file of an installed package.

    Parameters
    ----------
    module, package : str
        What the package is called in code, and where it is installed from.
    path : str
        Inside the package.

    Raises
    ------
    NoInstalledImages
        If the package is not installed, or no longer has the file.
    """
    spec = find_spec(module)  # finds it without importing it
    if spec is None or not spec.submodule_search_locations:
        raise NoInstalledImages(package=package)
    try:
        return (Path(spec.submodule_search_locations[0]) / path).read_bytes()
    except OSError:
        raise NoInstalledImages(package=package) from None
