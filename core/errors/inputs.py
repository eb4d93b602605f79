"""Files that cannot be used."""

from __future__ import annotations

from core.errors.base import BadInput
from core.words import N_


class TooShort(BadInput):
    """Too few time steps to learn from and to test on."""

    found = N_("The series has {steps} usable steps.")
    expected = N_("At least {needed} steps, to learn from the older half and test on the newer.")
    remedy = N_("Upload a longer series, or choose fewer steps ahead and a shorter look back.")


class Constant(BadInput):
    """A target that never changes."""

    found = N_("{column} has the same value in all {steps} steps.")
    expected = N_("A column that changes over time.")
    remedy = N_("Choose another column, or check how the file was exported.")


class NotPositive(BadInput):
    """Returns asked of values that are zero or negative."""

    found = N_("{column} is zero or less in {count} rows.")
    expected = N_("Prices above zero: returns and volatility are made of their ratios.")
    remedy = N_("Predict the value instead, or choose a column of prices.")


class NoSuchColumn(BadInput):
    """A column by a name that the table does not have."""

    found = N_("No column called “{column}”.")
    expected = N_("One of: {known}.")
    remedy = N_("Choose one of the columns of the table.")


class EmptyFile(BadInput):
    """A file with nothing in it."""

    found = N_("{name} is empty.")
    expected = N_("A file with data in it.")
    remedy = N_("Check how the file was saved, and choose it again.")


class TooLarge(BadInput):
    """More bytes than are read."""

    found = N_("{name} has {size_mb:.1f} MB.")
    expected = N_("At most {limit_mb} MB.")
    remedy = N_("Keep fewer rows or fewer columns, and upload that part.")


class Archive(BadInput):
    """A packed file; what it holds is not unpacked here."""

    found = N_("{name} is an archive or a spreadsheet ({kind}).")
    expected = N_("The file itself, such as a CSV table.")
    remedy = N_("Unpack it, or save the sheet as CSV, and upload the file inside.")


class NotATable(BadInput):
    """Bytes that are no text in rows and columns."""

    found = N_("{name} holds no rows and columns of text.")
    expected = N_("A table as text: CSV, TSV, semicolons or bars between the columns.")
    remedy = N_("Save the table as CSV from the program it comes from.")


class HeaderTooLong(BadInput):
    """A first line that no table has."""

    found = N_("A line of {size_kb:.0f} KB at the top of the file.")
    expected = N_("Lines of at most {limit_kb} KB.")
    remedy = N_("Check that the rows stand on lines of their own.")


class TooManyColumns(BadInput):
    """More columns than are read."""

    found = N_("{columns} columns.")
    expected = N_("At most {limit} columns.")
    remedy = N_("Keep the columns that matter, and upload those.")


class TooManyRows(BadInput):
    """More rows than are read."""

    found = N_("{rows} rows.")
    expected = N_("At most {limit} rows.")
    remedy = N_("Keep the newest rows, or average to longer steps.")


class NoNumbers(BadInput):
    """A table without a column of numbers."""

    found = N_("No column of numbers in {name}.")
    expected = N_("At least one column of numbers, one row per time step.")
    remedy = N_("Check how the numbers are written, and which file was exported.")


class NoTimeColumn(BadInput):
    """Rows of numbers and words whose order in time nothing tells."""

    found = N_("{rows} rows with words in {column}, and no column of dates or times.")
    expected = N_("A column of dates or times; or nothing but numbers, oldest first.")
    remedy = N_("Export the table with its dates, or remove the columns of words.")


class CrossSection(BadInput):
    """Many things at one moment instead of one thing over time."""

    found = N_(
        "{rows} rows, each with a name of its own in {column}, and no column of dates or times."
    )
    expected = N_("One thing over time: one row per day, hour or other step.")
    remedy = N_("Download the history of one of them, such as {example}.")


class ManySeries(BadInput):
    """Several series below each other in one table."""

    found = N_("{count} series below each other, told apart by {column}.")
    expected = N_("One series: each time once.")
    remedy = N_("Keep the rows of one of them, such as {example}, and upload those.")


class UnreadableTime(BadInput):
    """A column that was to hold the times, and does not."""

    found = N_("{column} holds no dates or times, such as “{example}”.")
    expected = N_("A column such as 2024-01-31, 31/01/2024, 113/01/31 or 2024-01-31 09:30.")
    remedy = N_("Choose another column for the time, or let it be found.")


class UnknownKind(BadInput):
    """A file that nothing here can read."""

    found = N_("{name} is none of the kinds of file that are known here.")
    expected = N_("A table (CSV), a MIDI file, a picture or MusicXML.")
    remedy = N_("Save it in one of these formats.")


class UnreadableCheckpoint(BadInput):
    """A checkpoint that was damaged, or that another program wrote."""

    found = N_("The checkpoint “{name}” cannot be read.")
    expected = N_("A checkpoint as this program writes it.")
    remedy = N_("Start the training again from the beginning.")


class NoPageYet(BadInput):
    """A file of a kind that we know, for which no page has been built."""

    found = N_("{name} is {kind}.")
    expected = N_("A table of numbers over time: CSV, TSV or TXT.")
    remedy = N_("Drop a table, or open the finished example below.")


class DamagedArtifact(BadInput):
    """A result whose files do not fit together."""

    found = N_("The result “{name}” is incomplete or was changed.")
    expected = N_("The two files of a result as this program writes them.")
    remedy = N_("Train again, or import the run again from its zip file.")


class DamagedBundle(BadInput):
    """A zip file that does not hold a run."""

    found = N_("The zip file cannot be read as a run (“{member}”).")
    expected = N_("A zip file that this program made of a run, unchanged.")
    remedy = N_("Download the run again and upload that file.")


class BundleTooLarge(BadInput):
    """A zip file with more in it than a run can have."""

    found = N_("The zip file or a file in it is larger than {most} MiB.")
    expected = N_("At most {most} MiB.")
    remedy = N_("Train on a smaller file, or with a smaller model.")


class NotMusic(BadInput):
    """A file that is no music where music is learnt."""

    found = N_("{name} is neither a MIDI nor a MusicXML file.")
    expected = N_("Files of notes: .mid, .musicxml or .mxl, or a ZIP of them.")
    remedy = N_("Choose files of notes. A recording (MP3, WAV) holds sound, not notes.")


class NoMusicInside(BadInput):
    """Many files, and none of them of use."""

    found = N_("None of the {files} files in {name} can be used. {first}: {reason}")
    expected = N_("At least one MIDI or MusicXML file with notes.")
    remedy = N_("Check one of them in the program it comes from, and upload it alone.")
