"""What holds for every test: one thread, its own place for runs, no clock in hypothesis.

The threads are set before anything imports numpy or torch: two libraries that each take every core
are many times slower than one that takes one.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,  # a slow machine is no fault of the code
    derandomize=bool(os.environ.get("CI")),  # there, the same examples for the same commit
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _runs_of_the_tests_stay_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the runs that a test leaves away from those of whoever works here."""
    os.environ["SEQLAB_HOME"] = str(tmp_path_factory.mktemp("seqlab"))
    os.environ.pop("SEQLAB_TRACKING_URI", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a CUDA device where there is none."""
    wanting = [item for item in items if item.get_closest_marker("gpu")]
    if not wanting:
        return
    import torch

    if not torch.cuda.is_available():
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason="no CUDA device"))
