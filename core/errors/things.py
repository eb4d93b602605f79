"""What is not there, what must wait, and what is our own fault."""

from __future__ import annotations

from core.errors.base import Busy, NotHere, SeqLabError
from core.words import N_


class NoSuchFile(NotHere):
    """A path where no file is."""

    found = N_("No readable file at {path}.")
    expected = N_("The path of a file, or sample:NAME for a built-in data set.")
    remedy = N_("Check the path; the samples are listed by `python -m core samples`.")


class NoSuchSample(NotHere):
    """A sample by a name that does not exist."""

    found = N_("No sample called “{sample}”.")
    expected = N_("One of: {known}.")
    remedy = N_("Choose one of these names.")


class NoSuchCommand(NotHere):
    """A command by a name that does not exist."""

    found = N_("A command called “{command}”.")
    expected = N_("One of: {known}.")
    remedy = N_("Choose one of these commands; --help explains each.")


class NoSuchRun(NotHere):
    """A run that nobody kept."""

    found = N_("No run called “{run}”.")
    expected = N_("The id of a run that was kept here.")
    remedy = N_("Choose one in the list of runs.")


class NoSuchJob(NotHere):
    """A job that is not known, or no longer."""

    found = N_("No training job called “{job}”.")
    expected = N_("The id of a job that was started here.")
    remedy = N_("Choose one in the list of runs, or start it again.")


class NoSuchBlob(NotHere):
    """An uploaded file that is no longer kept."""

    found = N_("The file {sha256} is no longer kept here.")
    expected = N_("A file that was uploaded and not deleted.")
    remedy = N_("Upload the file again.")


class NoArtifact(NotHere):
    """A run without a result."""

    found = N_("“{name}” has no result.")
    expected = N_("A run that was finished, or stopped after its first result.")
    remedy = N_("Resume the run, or choose another one.")


class NothingLearnt(NotHere):
    """A training that was stopped before it had a result."""

    found = N_("The training {run} was stopped before it had a result.")
    expected = N_("A training that ended.")
    remedy = N_("Go on with: python -m core resume {run}")


class NothingToResume(NotHere):
    """A job with nothing left to learn."""

    found = N_("The job {job} is finished.")
    expected = N_("A job that was stopped, interrupted or failed.")
    remedy = N_("Start a new one to learn again.")


class QueueFull(Busy):
    """More jobs are waiting than will be started soon."""

    found = N_("{waiting} jobs are waiting.")
    expected = N_("Fewer than {most} waiting jobs.")
    remedy = N_("Wait until one has finished, or stop one.")


class AlreadyRunning(Busy):
    """A job that is at work, here or in another program on the same folder."""

    found = N_("The job {job} is running.")
    expected = N_("A job that is not running.")
    remedy = N_("Wait until it has finished, or stop it where it was started.")


class RunsUnreachable(Busy):
    """The database or server of runs does not answer, or was written by a newer version."""

    found = N_("The runs at {place} cannot be opened.")
    expected = N_("A store of runs that answers and fits this version of the program.")
    remedy = N_("Check the address and that the server is up, or use the newest version.")


class WorkerLost(SeqLabError):
    """A worker that ended without a word: out of memory, or killed."""

    found = N_("The training ended without a word (exit code {exit_code}).")
    expected = N_("A worker that reports its result.")
    remedy = N_("Resume it; if it happens again, use a smaller model or less data.")


class Bug(SeqLabError):
    """A fault of ours in a recipe; the log has the rest under the reference."""

    found = N_("A fault of ours, written down under {reference}.")
    expected = N_("A training that reaches its end.")
    remedy = N_("Resume it, or report the fault with this reference.")
