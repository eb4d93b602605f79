"""What can go wrong with sets of pictures and the models of them."""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting, NotHere
from core.words import N_


class NoInstalledImages(NotHere):
    """A package whose pictures are wanted and that is not there."""

    found = N_("The package {package}, which carries these pictures, is not installed.")
    expected = N_("The packages of requirements.txt, all installed.")
    remedy = N_("Install it with: pip install {package}")


class NotAnImageSet(BadInput):
    """A file that holds no labelled pictures."""

    found = N_("{name} is no set of labelled pictures.")
    expected = N_("A ZIP with one folder of pictures for each class, or CIFAR-10 for C programs.")
    remedy = N_("Sort the pictures into folders named for their classes, and zip those.")


class PickledSet(BadInput):
    """A set whose files are programs to be run."""

    found = N_("{name} holds Python pickles, which can run any program when they are opened.")
    expected = N_("The binary version of CIFAR-10, “suitable for C programs”.")
    remedy = N_("Download cifar-10-binary.tar.gz from the same page.")


class DamagedBatch(BadInput):
    """A file of CIFAR-10 that was cut off or changed."""

    found = N_("{name} has {size} bytes that are no pictures of CIFAR-10.")
    expected = N_("A label from 0 to 9 and 3,072 bytes for each picture.")
    remedy = N_("Download the archive again.")


class SetTooLarge(BadInput):
    """More bytes than a set of pictures may have."""

    found = N_("{name} has {size_mb:.0f} MB.")
    expected = N_("At most {limit_mb} MB.")
    remedy = N_("Keep fewer pictures, or smaller ones: a side of 256 pixels is plenty.")


class NoImagesInside(BadInput):
    """Many files, and none of them a picture of use."""

    found = N_("None of the {files} files in {name} can be used. {first}: {reason}")
    expected = N_("Folders of PNG, JPEG, WebP or other pictures.")
    remedy = N_("Open one of them in another program and save it as PNG.")


class TooFewClasses(BadSetting):
    """A part of a set that has nothing to tell apart."""

    found = N_("{count} class is to be learnt.")
    expected = N_("{least} classes or more, to be told apart.")
    remedy = N_("Choose more classes of the set.")


class NoCaptum(NotHere):
    """SHAP, whose package is not among those that everything else needs."""

    found = N_("The package captum, which SHAP is computed by, is not installed.")
    expected = N_("captum beside the packages of requirements.txt; it is optional.")
    remedy = N_("Install it with: pip install captum==0.9.0, and start the program again.")


class OneClass(BadInput):
    """Pictures of one class only, so that there is nothing to tell apart."""

    found = N_("All pictures in {name} lie in one folder, or in none.")
    expected = N_("At least two folders, one for each class.")
    remedy = N_("Sort the pictures into folders named for their classes, and zip those.")


class Unlabelled(BadInput):
    """A picture among folders of pictures that lies in none of them."""

    found = N_("{name} lies in no folder.")
    expected = N_("Every picture in the folder of its class.")
    remedy = N_("Move it into a folder named for what it shows.")


class TooManyClasses(BadInput):
    """More folders than classes are told apart."""

    found = N_("{name} has {classes} folders of pictures.")
    expected = N_("At most {most} classes.")
    remedy = N_("Put pictures of one class into one folder.")


class TooFewImages(BadInput):
    """A class with too few pictures to learn, to stop and to judge by."""

    found = N_("The class “{label}” has {count} pictures.")
    expected = N_("At least {needed} different pictures of every class.")
    remedy = N_("Add pictures to its folder, or leave the folder out.")


class OtherModel(BadSetting):
    """A model to go on from that is of another kind than the one asked for."""

    found = N_("The model to go on from is of the kind {theirs}, and {ours} was asked for.")
    expected = N_("The same kind of model.")
    remedy = N_("Choose {theirs}, or another model to go on from.")
