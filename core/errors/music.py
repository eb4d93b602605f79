"""What can go wrong with music: files, corpora, models of notes."""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting, NotHere
from core.words import N_


class NotMidi(BadInput):
    """Bytes that do not begin as a MIDI file does."""

    found = N_("{name} is no MIDI file.")
    expected = N_("A Standard MIDI File: .mid, .midi, .kar or .rmi.")
    remedy = N_("Export the piece as MIDI from the program it was written in.")


class PieceTooLarge(BadInput):
    """More bytes than a piece of music has."""

    found = N_("{name} has {size_mb:.1f} MB.")
    expected = N_("At most {limit_mb} MB for one piece.")
    remedy = N_("Split the piece, or remove what is not notes, such as long system messages.")


class DamagedHeader(BadInput):
    """A header that no MIDI file has."""

    found = N_("{name}: the header of the MIDI file is damaged.")
    expected = N_("A header of at least six bytes, and a format of 0, 1 or 2.")
    remedy = N_("Download or export the file again.")


class CountsFrames(BadInput):
    """A piece that counts frames of film instead of beats."""

    found = N_("{name} counts time in frames of film (SMPTE), not in beats.")
    expected = N_("A MIDI file whose ticks divide a quarter note.")
    remedy = N_("Export it again with musical time: ticks per quarter note (PPQ).")


class NoTicks(BadInput):
    """A quarter note of no ticks."""

    found = N_("{name} says that a quarter note has zero ticks.")
    expected = N_("At least one tick per quarter note.")
    remedy = N_("Export the file again: its header is damaged.")


class NoTracks(BadInput):
    """A header with nothing behind it."""

    found = N_("{name} has a header and no track.")
    expected = N_("At least one track of notes.")
    remedy = N_("Download or export the file again: it was cut off.")


class TooManyTracks(BadInput):
    """More tracks than a piece of music has."""

    found = N_("{name} has {tracks} tracks.")
    expected = N_("At most {most} tracks.")
    remedy = N_("Merge or remove tracks, and export the piece again.")


class CutShort(BadInput):
    """A track that is longer than what is left of the file."""

    found = N_("{name}: track {track} should have {promised} bytes, and only {left} are left.")
    expected = N_("A whole file: every track as long as it says.")
    remedy = N_("Download or export the file again: it was cut off.")


class DamagedTrack(BadInput):
    """A track whose messages cannot be read."""

    found = N_("{name}: track {track} cannot be read: {fault}.")
    expected = N_("Messages as the MIDI standard writes them.")
    remedy = N_("Open the file in a music program and export it again as MIDI.")


class TooManyBeats(BadInput):
    """A piece that goes on for longer than anyone counts."""

    found = N_("{name} goes on for more than {most} quarter notes.")
    expected = N_("At most {most} quarter notes.")
    remedy = N_("Check for a note or a rest that never ends, and cut the piece there.")


class PieceTooLong(BadInput):
    """A piece that lasts for hours."""

    found = N_("{name} lasts {hours:.1f} hours.")
    expected = N_("At most {most} hours.")
    remedy = N_("Check for a rest or a tempo that is wrong, or split the piece.")


class TooManyControls(BadInput):
    """More movements of pedals and faders than are kept."""

    found = N_("{name} moves pedals and faders {controls} times, counted for each instrument.")
    expected = N_("At most {most} times.")
    remedy = N_("Thin out the control changes in a music program, and export the piece again.")


class NoNotes(BadInput):
    """A piece in which nothing sounds."""

    found = N_("{name} can be read, but no note sounds in it.")
    expected = N_("At least one note that lasts.")
    remedy = N_("Check that the tracks with notes were exported.")


class DamagedArchive(BadInput):
    """A ZIP that cannot be unpacked."""

    found = N_("{name} cannot be unpacked.")
    expected = N_("A ZIP file that is whole.")
    remedy = N_("Download it again, or pack the files anew.")


class EmptyArchive(BadInput):
    """A ZIP with no file in it."""

    found = N_("{name} has no file in it.")
    expected = N_("A ZIP file with at least one file.")
    remedy = N_("Check what was packed, and pack it again.")


class TooManyFiles(BadInput):
    """More files in a ZIP than are unpacked."""

    found = N_("{name} has {files} files in it.")
    expected = N_("At most {most} files.")
    remedy = N_("Pack fewer files, and upload them in several parts.")


class UnpacksTooLarge(BadInput):
    """A ZIP that would fill the memory."""

    found = N_("{name} unpacks to more than {most_mb} MB.")
    expected = N_("At most {most_mb} MB once unpacked.")
    remedy = N_("Pack fewer files, and upload them in several parts.")


class GrowsTooMuch(BadInput):
    """A file in a ZIP that is next to nothing, made to fill the memory."""

    found = N_("{name} would grow more than {most} times when it is unpacked.")
    expected = N_("Files that hold something: text shrinks to a fiftieth, no more.")
    remedy = N_("Leave this file out, and pack the others again.")


class LockedFile(BadInput):
    """A file in a ZIP that asks for a password."""

    found = N_("{name} is locked with a password.")
    expected = N_("Files without a password.")
    remedy = N_("Pack the files again without a password.")


class UnusualPacking(BadInput):
    """A file in a ZIP that was packed in a way that is not undone here."""

    found = N_("{name} is packed in an unusual way.")
    expected = N_("A ZIP whose files are stored or deflated, as every program packs them.")
    remedy = N_("Pack the files again with the usual settings.")


class DamagedScore(BadInput):
    """A score whose text is no XML."""

    found = N_("{name} breaks off or is damaged in line {line}.")
    expected = N_("A whole MusicXML file, as a notation program writes it.")
    remedy = N_("Export it again from the program it comes from.")


class DamagedMxl(BadInput):
    """A zipped score that cannot be unpacked, or that does not hold what it names."""

    found = N_("{name} is a damaged zip file, or holds no score.")
    expected = N_("A compressed MusicXML file (.mxl), as a notation program writes it.")
    remedy = N_("Export it again, or choose the uncompressed form (.musicxml).")


class NotAScore(BadInput):
    """XML that is no score."""

    found = N_("{name} holds no parts with bars.")
    expected = N_("A MusicXML score: its first element is score-partwise or score-timewise.")
    remedy = N_("Export the piece as MusicXML from a notation program.")


class UnsafeXml(BadInput):
    """XML with definitions of its own, as no score has them."""

    found = N_("{name} defines entities or a document type of its own.")
    expected = N_("A MusicXML file without definitions inside.")
    remedy = N_("Open it in a notation program that you trust, and export it again.")


class ScoreTooLarge(BadInput):
    """A score with more bytes than are read."""

    found = N_("{name} has at least {size_mb:.1f} MB, unpacked.")
    expected = N_("At most {limit_mb:g} MB.")
    remedy = N_("Export single movements, or fewer parts.")


class OvergrownXml(BadInput):
    """A score with too many elements, or elements nested too deep."""

    found = N_("{name} has more than {elements} elements, or nests them deeper than {depth}.")
    expected = N_("At most {elements} elements, nested no deeper than {depth}.")
    remedy = N_("Export single movements, or fewer parts.")


class UnreadableElement(BadInput):
    """Something in a bar that is no number, or a number that nothing can have."""

    found = N_("“{text}” as {element} in bar {bar} of {name}.")
    expected = N_("A number within what can be played, and pitches from C-1 to G9.")
    remedy = N_("Correct that bar in a notation program, and export the piece again.")


class SeveralFiles(BadInput):
    """Many files where only music is learnt from many."""

    found = N_("{count} files at once, and none of them holds notes.")
    expected = N_("One table, or any number of MIDI and MusicXML files.")
    remedy = N_("Drop the files one by one.")


class UnfitInstruments(BadSetting):
    """Instruments that are no programs, or more of them than there are tracks."""

    found = N_("The instruments are “{value}”.")
    expected = N_("At most {tracks} programs of General MIDI, 0 to 127, with commas between them.")
    remedy = N_(
        "Name them from the lowest track to the highest, such as 32,0,73; drums stay drums."
    )


class NoSoundFont(NotHere):
    """A package that should carry the sounds of instruments and does not."""

    found = N_("No sounds of instruments: {name} is not in the package {package}.")
    expected = N_("The SoundFont that {package} is installed with.")
    remedy = N_("Install it again: pip install --force-reinstall {package}")


class NoInstalledMusic(NotHere):
    """Built-in music whose package is not installed, or was installed without it."""

    found = N_("The package {package} is not installed with the music of “{sample}”.")
    expected = N_("The package as requirements.txt names it, with its corpus.")
    remedy = N_("Run `make setup`, or pip install {package}.")
