"""How good a forecast is, whether that could be luck, and how sure each prediction was.

One chapter a file, each of plain functions over arrays that say their conventions at the top:

* `forecast` errors, skill, direction, interval scores
* `diebold_mariano`, `bootstrap`, `model_sets` tests between forecasts
* `significance` the verdict, made of numbers only; `wording` how numbers are written in it
* `intervals` prediction intervals that follow the spread, and how well they hold
* `backtest` what trading on a forecast would have earned, after costs
* `residuals` what the errors still remember

Nothing here learns, reads files or knows a model.
"""
