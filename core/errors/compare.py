"""What can go wrong when models are compared."""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting
from core.words import N_


class NeedsData(BadSetting):
    """A task that is about somebody's data, and no data."""

    found = N_("The task “{task}” and no data.")
    expected = N_("Data of this kind: {wanted}.")
    remedy = N_("Give a file with --data, or choose a task that is made up on the spot.")


class UnwantedData(BadSetting):
    """Data, and a task that makes its own."""

    found = N_("The data {name} and the task “{task}”, which makes its own.")
    expected = N_("No data, or a task that takes some: {options}.")
    remedy = N_("Leave the data out, or choose another task.")


class UnfitBudget(BadSetting):
    """A budget that does not say how much of what."""

    found = N_("A budget of “{value}”.")
    expected = N_("A unit and an amount, such as core_seconds:25 or updates:1000.")
    remedy = N_("Write one of the units {units}, a colon and a number.")


class OtherBudget(BadSetting):
    """What is to be equal for all is not what the budget counts."""

    found = N_("Contenders matched by {match}, and a budget in {unit}.")
    expected = N_("A budget in {match}.")
    remedy = N_("Change the unit of the budget, or match by parameters.")


class NoEqualSizes(BadSetting):
    """Trunks that cannot be made of about the same size."""

    found = N_("{smallest} to {largest} parameters, as close to {wanted} as can be.")
    expected = N_("Sizes near that, and alike to within {percent}%.")
    remedy = N_("Choose another number of parameters, or fewer kinds of trunks.")


class NotPianoRolls(BadInput):
    """A file that holds no piano rolls of the published benchmark."""

    found = N_("{name} holds no piano rolls: {reason}.")
    expected = N_(
        "A MATLAB 5 file with traindata, validdata and testdata: for each piece a matrix of 0 and"
        " 1, time steps × 88 keys."
    )
    remedy = N_("Download the file again, or save it in MATLAB as version 5 to 7.")


class TooLittleHeldOut(BadInput):
    """Music of which too little can be kept aside to choose and to judge by."""

    found = N_("{count} pieces of {name} can be kept aside.")
    expected = N_("At least 4, which takes about 30 different pieces.")
    remedy = N_("Give more pieces, as several files or as a ZIP of them.")


class TooMuchKept(BadSetting):
    """Attention that would keep more than the computer's memory should give."""

    found = N_("Attention over {length} steps, which keeps {kept_mib:.0f} MiB of weights.")
    expected = N_("At most {limit_mib} MiB.")
    remedy = N_("Choose shorter sequences or a smaller batch, or the fused kernel.")
