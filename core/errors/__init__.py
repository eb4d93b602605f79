"""Everything that can go wrong and is the user's to mend, as one tree.

Each class says what was *found*, what was *expected* and the *remedy*, as templates; the facts that
fill them are kept apart, so that another language is a row in a catalogue. Anything else that is
raised is a bug of ours.

* SeqLabError
  x BadInput          a file that cannot be used
      TooShort Constant NotPositive NoSuchColumn
      DamagedArtifact DamagedBundle BundleTooLarge UnreadableCheckpoint
      EmptyFile TooLarge Archive NotATable HeaderTooLong TooManyColumns TooManyRows NoNumbers
      NoTimeColumn CrossSection ManySeries UnreadableTime UnknownKind NoPageYet
  x BadSetting        a knob that cannot be turned that far
      OutOfRange WrongType UnknownOption UnknownSetting
      UnfitArguments NotWritable
      UnevenHeads ContextTooShort NoSuchDevice Diverged
  x NotHere           something asked for by name that does not exist
      NoSuchFile NoSuchSample NoSuchCommand
      NoSuchRun NoSuchJob NoSuchBlob NoArtifact NothingToResume NothingLearnt
  x Busy              something that must wait
      QueueFull AlreadyRunning RunsUnreachable
  x WorkerLost        a worker that ended without a word
  x Bug               a fault of ours
"""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting, Busy, Explained, NotHere, SeqLabError
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
    NoNumbers,
    NoPageYet,
    NoSuchColumn,
    NotATable,
    NoTimeColumn,
    NotPositive,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    TooShort,
    UnknownKind,
    UnreadableCheckpoint,
    UnreadableTime,
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
    "Bug",
    "BundleTooLarge",
    "Busy",
    "Constant",
    "ContextTooShort",
    "CrossSection",
    "DamagedArtifact",
    "DamagedBundle",
    "Diverged",
    "EmptyFile",
    "Explained",
    "HeaderTooLong",
    "ManySeries",
    "NoArtifact",
    "NoNumbers",
    "NoPageYet",
    "NoSuchBlob",
    "NoSuchColumn",
    "NoSuchCommand",
    "NoSuchDevice",
    "NoSuchFile",
    "NoSuchJob",
    "NoSuchRun",
    "NoSuchSample",
    "NoTimeColumn",
    "NotATable",
    "NotHere",
    "NotPositive",
    "NotWritable",
    "NothingLearnt",
    "NothingToResume",
    "OutOfRange",
    "QueueFull",
    "RunsUnreachable",
    "SeqLabError",
    "TooLarge",
    "TooManyColumns",
    "TooManyRows",
    "TooShort",
    "UnevenHeads",
    "UnfitArguments",
    "UnknownKind",
    "UnknownOption",
    "UnknownSetting",
    "UnreadableCheckpoint",
    "UnreadableTime",
    "WorkerLost",
    "WrongType",
]
