"""Indicators and features of a table, from the past of each row only.

`technical` holds what traders read, `volatility` returns and realised variances, `features` the
table of what a model may read, `rolling` what they are all made of.

>>> import numpy as np
>>> sma(np.array([1.0, 2.0, 3.0, np.nan, 5.0, 6.0, 7.0]), 2)
array([nan, 1.5, 2.5, nan, nan, 5.5, 6.5])
"""

from core.vectorizers.indicators.features import (
    CALENDAR_FEATURES,
    FEATURES,
    PRICE_FEATURES,
    SIZE_FEATURES,
    VALUE_FEATURES,
    Feature,
    features,
    har_of,
    suited,
)
from core.vectorizers.indicators.technical import (
    Bollinger,
    Macd,
    atr,
    bollinger,
    ema,
    macd,
    rsi,
    sma,
)
from core.vectorizers.indicators.volatility import (
    ewma_variance,
    log_garman_klass,
    log_parkinson,
    log_returns,
    realised_volatility,
    reference,
)

__all__ = [
    "CALENDAR_FEATURES",
    "FEATURES",
    "PRICE_FEATURES",
    "SIZE_FEATURES",
    "VALUE_FEATURES",
    "Bollinger",
    "Feature",
    "Macd",
    "atr",
    "bollinger",
    "ema",
    "ewma_variance",
    "features",
    "har_of",
    "log_garman_klass",
    "log_parkinson",
    "log_returns",
    "macd",
    "realised_volatility",
    "reference",
    "rsi",
    "sma",
    "suited",
]
