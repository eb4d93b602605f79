"""Knobs that cannot be turned that far, and commands that do not say what they must."""

from __future__ import annotations

from core.errors.base import BadSetting
from core.words import N_


class OutOfRange(BadSetting):
    """A number outside its limits."""

    found = N_("{setting} is {value}.")
    expected = N_("A number from {low} to {high}.")
    remedy = N_("Choose a value inside these limits.")


class WrongType(BadSetting):
    """A value of the wrong kind."""

    found = N_("{setting} is “{value}”.")
    expected = N_("A value of this kind: {kind}.")
    remedy = N_("Write the value without units or other words.")


class UnknownOption(BadSetting):
    """None of the options."""

    found = N_("{setting} is “{value}”.")
    expected = N_("One of: {options}.")
    remedy = N_("Choose one of these options.")


class UnknownSetting(BadSetting):
    """A setting by a name that nobody knows."""

    found = N_("A setting called “{setting}”.")
    expected = N_("One of: {known}.")
    remedy = N_("Correct the name, or leave the setting out.")


class UnevenHeads(BadSetting):
    """A hidden size that attention heads cannot share."""

    found = N_("A hidden size of {hidden_size} for {num_heads} attention heads.")
    expected = N_("A hidden size that is a multiple of {multiple}.")
    remedy = N_("Change the hidden size or the number of heads.")


class ContextTooShort(BadSetting):
    """Fewer steps to look back at than one segment."""

    found = N_("{steps} steps to look back at.")
    expected = N_("At least one segment of {segment} steps.")
    remedy = N_("Look back further, or use shorter segments.")


class NoSuchDevice(BadSetting):
    """A device that this computer does not have."""

    found = N_("The device “{device}”.")
    expected = N_("One of those of this computer: {available}.")
    remedy = N_("Choose “auto” to use the best there is.")


class Diverged(BadSetting):
    """A training whose loss is no longer a number."""

    found = N_("The loss is no longer a number after {steps} steps at learning rate {rate}.")
    expected = N_("A loss that falls.")
    remedy = N_("Choose a lower learning rate, or clip the gradients harder.")


class UnfitArguments(BadSetting):
    """A command line that cannot be understood."""

    found = N_("The command line says: {complaint}.")
    expected = N_("Arguments like these: {usage}")
    remedy = N_("Run the command with --help for all its options.")


class NotWritable(BadSetting):
    """A path that nothing can be written to."""

    found = N_("Nothing can be written to {path}.")
    expected = N_("The path of a file in a folder that may be written to.")
    remedy = N_("Choose another path, or change the rights of the folder.")
