from __future__ import annotations

from typing import Any

import numpy as np

from core.runs import Opening, Source
from core.training.progress import Artifact


def opening(**changes: Any) -> Opening:
    known: dict[str, Any] = {
        "kind": "forecast",
        "title": "Nile 尼羅河",
        "source": Source("nile", sample="nile"),
        "settings": {"hidden_size": 24, "models": ["lstm", "har"], "column": ""},
        "command": "python -m core forecast sample:nile --hidden-size 24",
    }
    return Opening(**(known | changes))


def artifact() -> Artifact:
    arrays: dict[str, np.ndarray] = {
        "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
        "steps": np.arange(5, dtype=np.int64),
        "scale": np.array(0.25),
    }
    return Artifact({"verdict": "ties", "horizon": 7}, arrays, {"rmse": 0.5, "mae": 0.25})
