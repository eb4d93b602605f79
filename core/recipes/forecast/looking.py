"""How far back the net looks, asked in three ways that need not agree.

Conventions: what is explained is the net alone, what it adds to the linear skip, at step 1, over
the newest scored origins; lag 0 is the last known row. Shares sum to one.
"""

from __future__ import annotations

import numpy as np

from core.explain.attention import lag_attention
from core.explain.attributions import occlusion, profile, rank_agreement
from core.explain.gradients import integrated_gradients
from core.recipes.forecast.learning import Learner, Learnt
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.result import Lags

NEWEST_ORIGINS = 120


def explain_lags(plan: Plan, learner: Learner, learnt: Learnt) -> Lags | None:
    """Return how much each lag mattered, or None where the skip alone forecasts."""
    if not learnt.members:
        return None
    model = learner.model(learner.settings.seed)
    model.load_state_dict(learnt.members[0])
    length = learner.settings.context_length
    scaled_TF = learnt.frame.scaler.apply(plan.series.features_TF)
    newest = np.asarray(plan.test)[-NEWEST_ORIGINS:]
    windows_NTF = scaled_TF[newest[:, None] + np.arange(1 - length, 1)]
    first = newest[0] - length + 1
    baseline_F = np.zeros(scaled_TF.shape[1])
    attention = profile(lag_attention(model, scaled_TF[first:], newest - first))
    hidden = profile(occlusion(model, windows_NTF, baseline_F))
    credits = integrated_gradients(model, windows_NTF, baseline_F)
    return Lags(
        attention_L=attention.shares,
        occlusion_L=hidden.shares,
        gradients_L=profile(credits.by_lag).shares,
        effective_lags=attention.effective_lags,
        rank_agreement=rank_agreement(attention, hidden) or 0.0,
        completeness_error=credits.completeness_error,
    )
