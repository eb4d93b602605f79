"""What was tried before on the same question: whoever tries often enough finds something.

Conventions: a contest is the same data, target and test rows, which neither folds nor the look back
change; a configuration is the settings that decide a forecast, seeds aside. Losses of earlier
configurations go into the test for superior ability, as far as they are still kept; their number is
remembered even when they are not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np

from core.errors import DamagedArtifact, NoArtifact
from core.recipes.forecast.answering import Earlier
from core.recipes.forecast.keeping import unpack_result
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source, Work, run_store

CONTEST = ("quantity", "column", "horizon")
ASIDE = (*CONTEST, "seed", "seeds", "level", "seconds")
MOST_LOSSES = 20
NOTHING = Earlier()


def tags(source: Source, settings: ForecastSettings) -> dict[str, str]:
    """Return the tags that a run is found by."""
    record = settings.record()
    data: Mapping[str, Any] = source.record() | {"name": ""}
    asked = {name: record[name] for name in CONTEST}
    tried = {name: value for name, value in record.items() if name not in ASIDE}
    return {"contest": _key([data, asked]), "configuration": _key(tried)}


def find_earlier(work: Work, settings: ForecastSettings, plan: Plan) -> Earlier:
    """Return what other configurations lost over the same test rows."""
    own = tags(work.source, settings)
    store = run_store(work.home)
    others: dict[str, np.ndarray] = {}
    configurations = set()
    for run in store.runs(tags={"contest": own["contest"]}):
        configuration = run.opening.tags.get("configuration", "")
        if configuration == own["configuration"] or not run.metrics:
            continue
        configurations.add(configuration)
        if configuration not in others and len(others) < MOST_LOSSES:
            loss = _loss_of(work, run.id, len(plan.test))
            if loss is not None:
                others[configuration] = loss
    known = max(store.count_configurations(own["contest"]) - 1, 0)
    return Earlier(tuple(others.values()), max(len(configurations), known))


def _loss_of(work: Work, run: str, count: int) -> np.ndarray | None:
    """Return the loss of a run's best forecast, shape (count,), or None if it is not kept."""
    try:
        result = unpack_result(run_store(work.home).artifact(run))
    except (NoArtifact, DamagedArtifact):
        return None
    if result.best is None or len(result.scored.times) != count:
        return None
    error = result.scored.predictions[result.best] - result.scored.actual_NH
    return np.asarray(np.mean(error**2, axis=1))


def _key(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
