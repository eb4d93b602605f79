"""How long learning will take, before it begins: a rule of thumb, not a promise.

Conventions: seconds on two cores without a GPU. Measured: 5,030 rows, one model of 32 units with a
context of 60, 5 folds and 3 members take 8.5 s a seed when the curve levels off as it usually does.
"""

from __future__ import annotations

from core.recipes.forecast.settings import ForecastSettings

SECONDS_A_SEED = 8.5
MEASURED_ROWS = 5030
MEASURED = ForecastSettings()
FASTER = {"lstm": 1.0, "gru": 1.0, "rnn": 0.6, "transformer": 2.0}
ROUND_TO = 5


def estimate_seconds(settings: ForecastSettings, num_rows: int) -> float:
    """Return about how many seconds learning takes, rounded to 5 and never more than the budget.

    Parameters
    ----------
    num_rows : int
        Rows of the table.
    """
    fits = (settings.folds * (settings.members + 1) + settings.members) / (
        MEASURED.folds * (MEASURED.members + 1) + MEASURED.members
    )
    # below 32 units the overhead of each step rules, above it the arithmetic
    width = 0.6 + 0.4 * (settings.hidden_size / MEASURED.hidden_size) ** 1.5
    epochs = settings.max_epochs / MEASURED.max_epochs
    once = SECONDS_A_SEED * (num_rows / MEASURED_ROWS) * fits * width * settings.num_layers
    models = sum(FASTER[model] for model in settings.model)
    seconds = max(ROUND_TO, ROUND_TO * round(once * epochs * models * settings.seeds / ROUND_TO))
    return float(min(seconds, settings.seconds) if settings.seconds else seconds)
