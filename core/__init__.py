"""Everything that SeqLab knows; nothing in here knows the screen.

Anything becomes a sequence of vectors (`vectorizers`), a trunk learns from it (`models`,
`training`), a head turns what it learnt into forecasts, notes or classes (`inference`), and the
result is judged before it is shown (`metrics`, `explain`, `figures`). `recipes` walk that street,
one for each page, `jobs` run them in the background, `runs` keep what came out, `cli` does all of
it without a screen. Rooms import only what lies below them; `tests/test_architecture.py` holds the
floors.
"""
