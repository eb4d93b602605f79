from __future__ import annotations

from pathlib import Path

import pytest

from tests.homes import copy_of, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return copy_of(template, tmp_path / "home")
