"""Everything that can go wrong and is the user's to mend, as one tree.

Each class says what was *found*, what was *expected* and the *remedy*, as templates; the facts that
fill them are kept apart, so that another language is a row in a catalogue. Anything else that is
raised is a bug of ours.

* SeqLabError
  x BadInput          a file that cannot be used
      TooShort Constant NotPositive NoSuchColumn
      DamagedArtifact DamagedBundle BundleTooLarge UnreadableCheckpoint
      EmptyFile TooLarge Archive NotATable HeaderTooLong TooManyColumns TooManyRows NoNumbers
      NoTimeColumn CrossSection ManySeries UnreadableTime UnknownKind NoPageYet NotMusic
      NoMusicInside
      NotMidi PieceTooLarge DamagedHeader CountsFrames NoTicks NoTracks TooManyTracks CutShort
      DamagedTrack TooManyBeats PieceTooLong TooManyControls NoNotes
      DamagedArchive EmptyArchive TooManyFiles UnpacksTooLarge GrowsTooMuch
      LockedFile UnusualPacking SeveralFiles
      DamagedMxl DamagedScore NotAScore UnsafeXml OvergrownXml ScoreTooLarge UnreadableElement
      NotAnImageSet PickledSet DamagedBatch SetTooLarge NoImagesInside OneClass TooManyClasses
      TooFewImages Unlabelled
      NotPianoRolls TooLittleHeldOut
      NotAPicture PictureTooLarge TooManyPixels OversizedPart TooManyFrames DamagedPicture BrokenOff
  x BadSetting        a knob that cannot be turned that far
      OutOfRange WrongType UnknownOption UnknownSetting
      UnfitArguments NotWritable UnfitInstruments
      UnevenHeads ContextTooShort NoSuchDevice Diverged OtherModel
      PatchTooLarge TooManyPatches UnevenCode TooFewClasses
      TooMuchKept
      NeedsData UnwantedData UnfitBudget OtherBudget NoEqualSizes
  x NotHere           something asked for by name that does not exist
      NoSuchFile NoSuchSample NoSuchCommand NoInstalledMusic
      NoSuchRun NoSuchJob NoSuchBlob NoArtifact NothingToResume NothingLearnt
      NoSoundFont NoInstalledImages NoCaptum
  x Busy              something that must wait
      QueueFull AlreadyRunning RunsUnreachable
  x WorkerLost        a worker that ended without a word
  x Bug               a fault of ours
"""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting, Busy, Explained, NotHere, SeqLabError
from core.errors.compare import (
    NeedsData,
    NoEqualSizes,
    NotPianoRolls,
    OtherBudget,
    TooLittleHeldOut,
    TooMuchKept,
    UnfitBudget,
    UnwantedData,
)
from core.errors.image_sets import (
    DamagedBatch,
    NoCaptum,
    NoImagesInside,
    NoInstalledImages,
    NotAnImageSet,
    OneClass,
    OtherModel,
    PickledSet,
    SetTooLarge,
    TooFewClasses,
    TooFewImages,
    TooManyClasses,
    Unlabelled,
)
from core.errors.images import (
    BrokenOff,
    DamagedPicture,
    NotAPicture,
    OversizedPart,
    PatchTooLarge,
    PictureTooLarge,
    TooManyFrames,
    TooManyPatches,
    TooManyPixels,
    UnevenCode,
)
from core.errors.inputs import (
    Archive,
    BundleTooLarge,
    Constant,
    CrossSection,
    DamagedArtifact,
    DamagedBundle,
    EmptyFile,
    HeaderTooLong,
    ManySeries,
    NoMusicInside,
    NoNumbers,
    NoPageYet,
    NoSuchColumn,
    NotATable,
    NoTimeColumn,
    NotMusic,
    NotPositive,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    TooShort,
    UnknownKind,
    UnreadableCheckpoint,
    UnreadableTime,
)
from core.errors.music import (
    CountsFrames,
    CutShort,
    DamagedArchive,
    DamagedHeader,
    DamagedMxl,
    DamagedScore,
    DamagedTrack,
    EmptyArchive,
    GrowsTooMuch,
    LockedFile,
    NoInstalledMusic,
    NoNotes,
    NoSoundFont,
    NotAScore,
    NoTicks,
    NotMidi,
    NoTracks,
    OvergrownXml,
    PieceTooLarge,
    PieceTooLong,
    ScoreTooLarge,
    SeveralFiles,
    TooManyBeats,
    TooManyControls,
    TooManyFiles,
    TooManyTracks,
    UnfitInstruments,
    UnpacksTooLarge,
    UnreadableElement,
    UnsafeXml,
    UnusualPacking,
)
from core.errors.settings import (
    ContextTooShort,
    Diverged,
    NoSuchDevice,
    NotWritable,
    OutOfRange,
    UnevenHeads,
    UnfitArguments,
    UnknownOption,
    UnknownSetting,
    WrongType,
)
from core.errors.things import (
    AlreadyRunning,
    Bug,
    NoArtifact,
    NoSuchBlob,
    NoSuchCommand,
    NoSuchFile,
    NoSuchJob,
    NoSuchRun,
    NoSuchSample,
    NothingLearnt,
    NothingToResume,
    QueueFull,
    RunsUnreachable,
    WorkerLost,
)

__all__ = [
    "AlreadyRunning",
    "Archive",
    "BadInput",
    "BadSetting",
    "BrokenOff",
    "Bug",
    "BundleTooLarge",
    "Busy",
    "Constant",
    "ContextTooShort",
    "CountsFrames",
    "CrossSection",
    "CutShort",
    "DamagedArchive",
    "DamagedArtifact",
    "DamagedBatch",
    "DamagedBundle",
    "DamagedHeader",
    "DamagedMxl",
    "DamagedPicture",
    "DamagedScore",
    "DamagedTrack",
    "Diverged",
    "EmptyArchive",
    "EmptyFile",
    "Explained",
    "GrowsTooMuch",
    "HeaderTooLong",
    "LockedFile",
    "ManySeries",
    "NeedsData",
    "NoArtifact",
    "NoCaptum",
    "NoEqualSizes",
    "NoImagesInside",
    "NoInstalledImages",
    "NoInstalledMusic",
    "NoMusicInside",
    "NoNotes",
    "NoNumbers",
    "NoPageYet",
    "NoSoundFont",
    "NoSuchBlob",
    "NoSuchColumn",
    "NoSuchCommand",
    "NoSuchDevice",
    "NoSuchFile",
    "NoSuchJob",
    "NoSuchRun",
    "NoSuchSample",
    "NoTicks",
    "NoTimeColumn",
    "NoTracks",
    "NotAPicture",
    "NotAScore",
    "NotATable",
    "NotAnImageSet",
    "NotHere",
    "NotMidi",
    "NotMusic",
    "NotPianoRolls",
    "NotPositive",
    "NotWritable",
    "NothingLearnt",
    "NothingToResume",
    "OneClass",
    "OtherBudget",
    "OtherModel",
    "OutOfRange",
    "OvergrownXml",
    "OversizedPart",
    "PatchTooLarge",
    "PickledSet",
    "PictureTooLarge",
    "PieceTooLarge",
    "PieceTooLong",
    "QueueFull",
    "RunsUnreachable",
    "ScoreTooLarge",
    "SeqLabError",
    "SetTooLarge",
    "SeveralFiles",
    "TooFewClasses",
    "TooFewImages",
    "TooLarge",
    "TooLittleHeldOut",
    "TooManyBeats",
    "TooManyClasses",
    "TooManyColumns",
    "TooManyControls",
    "TooManyFiles",
    "TooManyFrames",
    "TooManyPatches",
    "TooManyPixels",
    "TooManyRows",
    "TooManyTracks",
    "TooMuchKept",
    "TooShort",
    "UnevenCode",
    "UnevenHeads",
    "UnfitArguments",
    "UnfitBudget",
    "UnfitInstruments",
    "UnknownKind",
    "UnknownOption",
    "UnknownSetting",
    "Unlabelled",
    "UnpacksTooLarge",
    "UnreadableCheckpoint",
    "UnreadableElement",
    "UnreadableTime",
    "UnsafeXml",
    "UnusualPacking",
    "UnwantedData",
    "WorkerLost",
    "WrongType",
]
