"""How good a forecast or a piece of music is, and whether that could be luck.

One chapter a file, each of plain functions over arrays that say their conventions at the top:

* `forecast` errors, skill, direction, interval scores
* `diebold_mariano`, `bootstrap`, `model_sets` tests between forecasts
* `significance` the verdict, made of numbers only; `wording` how numbers are written in it
* `intervals` prediction intervals that follow the spread, and how well they hold
* `backtest` what trading on a forecast would have earned, after costs
* `residuals` what the errors still remember
* `music` what music is made of, counted; `music_report` how like real music something is
* `copying` what of a piece was played before, and where; `music_borrowing` whether that is more
  than real pieces share
* `attribution` what a map of a picture says of it, beside a map of chance and the middle

Nothing here learns, reads files or knows a model.
"""
