"""From the report and the copy meter to one sentence.

Outcomes: `close` (three quarters of the way from shuffled to real music, or more, by the lower end
of the interval, and no more copied than real pieces copy of each other), `part`, `far` (the upper
end lies below a quarter), `copies` (it borrows more than real music does), `by_heart`,
`too_little_data` (nothing could be held out), `not_judged` (stopped before).
"""

from __future__ import annotations

from core.metrics.music_report import MusicReport
from core.recipes.music.result import Copying, Verdict
from core.words import N_, Sentence

CLOSE, FAR = 0.75, 0.25


def not_judged() -> Verdict:
    """Return the verdict on a training that was stopped before its music was judged."""
    return Verdict(
        "not_judged",
        Sentence(N_("Stopped before its music was judged")),
        Sentence(N_("What it had learnt by then can be heard below.")),
    )


def too_little(num_notes: int) -> Verdict:
    """Return the verdict on a corpus of which nothing could be held out."""
    return Verdict(
        "too_little_data",
        Sentence(
            N_("{notes:,} notes are too few to judge by: expect copying"), {"notes": num_notes}
        ),
        Sentence(N_("Everything was learnt, so there is no real music left to compare with.")),
    )


def judge(report: MusicReport, copying: Copying) -> Verdict:
    """Return the verdict on what was made."""
    how = Sentence(
        N_(
            "0% means the same notes shuffled · {made} pieces against {real} held out ·"
            " longest borrowed passage {longest} notes"
        ),
        {"made": report.num_pieces, "real": report.num_held_out, "longest": copying.longest_made},
    )
    if copying.outcome == "by_heart":
        return Verdict("by_heart", Sentence(N_("It plays what it learnt by heart")), how)
    if report.overall is None or report.low is None or report.high is None:
        return Verdict("part", Sentence(N_("Too little music of this kind to compare with")), how)
    share = Sentence(N_("{percent:.0f}%"), {"percent": 100 * max(report.overall, 0.0)})
    if copying.outcome == "more":
        return Verdict("copies", Sentence(COPIES, {"share": share}), how)
    if report.low >= CLOSE:
        words = CLOSE_WORDS.get(copying.outcome, NEAR)
        return Verdict("close", Sentence(words, {"share": share}), how)
    outcome = "far" if report.high < FAR else "part"
    return Verdict(outcome, Sentence(NEAR, {"share": share}), how)


COPIES = N_("{share} of the way to real music, but it copies more than real pieces do")
NEAR = N_("{share} of the way from shuffled notes to real music")
CLOSE_WORDS = {
    "no_more": N_("{share} of the way to real music, with no more copying than among real pieces"),
}
