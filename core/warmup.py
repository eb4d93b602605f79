"""What a server does before it serves: everything that would make a visitor wait later.

Streamlit collects garbage after every run of a page, which with all our libraries loaded costs an
eighth of a second each time, unless what is loaded is frozen. The first optimiser step loads
another 100,000 objects, so one is taken before freezing. All of it happens in the main thread: two
threads that import at once meet half-made modules.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil

import core
from core.recipes.images import load_set
from core.runs import Source, home, run_store
from core.threads import wait_briefly

LIBRARIES = (
    *("torch", "numpy", "pandas", "scipy.stats", "statsmodels.api", "arch.bootstrap"),
    *("plotly.graph_objects", "plotly.io", "safetensors.numpy"),
)
OPENS_WITH = Source("digits", sample="digits")  # the page of pictures stands on them
PROGRAMS = ("__main__", "worker")  # these start something when they are imported


def warm_up() -> None:
    """Import everything, open the runs, take one optimiser step, and freeze what is there."""
    wait_briefly()
    for library in LIBRARIES:
        importlib.import_module(library)
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.rpartition(".")[2] not in PROGRAMS:
            importlib.import_module(module.name)
    run_store().open()
    load_set(OPENS_WITH, home())
    _take_a_step()
    gc.collect()
    gc.freeze()


def _take_a_step() -> None:
    """Train a model of one weight for one step."""
    import torch

    model = torch.nn.Linear(1, 1)
    optimiser = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda _: 1.0)
    model(torch.ones(1, 1)).sum().backward()
    optimiser.step()
    schedule.step()
