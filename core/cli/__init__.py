"""The command line: one visible table of commands, each in a module of its own.

`main(arguments)` returns the exit status: 0 done, 2 the input or a setting was refused, 1 a bug of
ours. A command's module has `add_arguments(parser)` and `run(arguments)`, which returns the JSON
object that `--json` prints. Modules are imported when their command is called, so that reading a
table does not wait for torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

from core.cli.output import print_error, print_result
from core.errors import Bug, NoSuchCommand, SeqLabError, UnfitArguments, UnknownOption
from core.words import LANGUAGES


@dataclass(frozen=True)
class Command:
    """Where a command is, and what it is for in a few words."""

    module: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "read": Command("core.cli.read", "say what was understood of a file, nothing trained"),
    "samples": Command("core.cli.samples", "list the built-in data"),
    "forecast": Command("core.cli.forecast", "learn from a table and judge the forecast"),
    "forecast-check": Command("core.cli.forecast", "prove that nothing looks ahead"),
    "music train": Command("core.cli.music.train", "learn a corpus of notes"),
    "music generate": Command("core.cli.music.generate", "make new pieces from what was learnt"),
    "music statistics": Command("core.cli.music.statistics", "count what music is made of"),
    "music render": Command("core.cli.music.render", "turn notes into sound"),
    "patches": Command("core.cli.patches", "cut a picture into a sequence of patches"),
    "images train": Command("core.cli.images.train", "learn a set of labelled pictures"),
    "images explain": Command("core.cli.images.explain", "show where a model looked"),
    "compare": Command("core.cli.compare", "let several trunks learn one task, and judge them"),
    "gradients": Command("core.cli.gradients", "follow a gradient back through time"),
    "memory": Command("core.cli.memory", "measure what sequences cost as they grow"),
    "runs": Command("core.cli.runs", "list what was trained"),
    "resume": Command("core.cli.runs", "go on with a training that was interrupted"),
}
REFUSED = 2
OUR_FAULT = 1
PROGRAM = "python -m core"


class Parser(argparse.ArgumentParser):
    """An argument parser that raises our own error instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        """Refuse a command line.

        Raises
        ------
        UnfitArguments
            Always, with what argparse complains of.
        """
        usage = " ".join(self.format_usage().removeprefix("usage: ").split())
        raise UnfitArguments(complaint=message, usage=usage)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status."""
    as_json = "--json" in arguments
    try:
        result, language = _answer(list(arguments))
    except SeqLabError as error:
        print_error(error, as_json=as_json, language=_language_in(arguments))
        return OUR_FAULT if isinstance(error, Bug) else REFUSED
    if result is not None:
        print_result(result, as_json=as_json, language=language)
    return 0


def _answer(arguments: list[str]) -> tuple[Mapping[str, object] | None, str]:
    """Return what a command answers and in which language, or None after its help.

    Raises
    ------
    NoSuchCommand
        If there is no command of this name.
    UnfitArguments
        If a value is none that its option takes.
    UnknownOption
        If the language is none of ours.
    """
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(overview())
        return None, "en"
    name, rest = _command_in(arguments)
    if name not in COMMANDS:
        raise NoSuchCommand(command=name, known=", ".join(COMMANDS))
    if {"-h", "--help"} & set(rest):
        sys.stdout.write(parser_of(name).format_help())
        return None, "en"
    parser = parser_of(name)
    try:
        parsed = parser.parse_args(rest)
    except argparse.ArgumentError as unfit:  # a value that an option does not take
        parser.error(str(unfit))
    if parsed.lang not in LANGUAGES:
        raise UnknownOption(setting="lang", value=parsed.lang, options=", ".join(LANGUAGES))
    result: Mapping[str, object] = import_module(COMMANDS[name].module).run(parsed)
    return result, parsed.lang


def _command_in(arguments: list[str]) -> tuple[str, list[str]]:
    """Return the command's name, which may be two words, and what follows it."""
    words = 2 if " ".join(arguments[:2]) in COMMANDS else 1
    return " ".join(arguments[:words]), arguments[words:]


def overview() -> str:
    """Return what `--help` says without a command."""
    rows = "\n".join(f"  {name:<18}{command.summary}" for name, command in COMMANDS.items())
    return f"usage: {PROGRAM} COMMAND …\n\n{rows}\n\n{PROGRAM} COMMAND --help explains each.\n"


def parser_of(name: str) -> Parser:
    """Return the parser of a command, with the options that every command has."""
    parser = Parser(
        prog=f"{PROGRAM} {name}",
        description=COMMANDS[name].summary,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser.set_defaults(command=name)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default="en", help="language of errors: " + ", ".join(LANGUAGES))
    parser.add_argument("--home", help="where runs are kept (default $SEQLAB_HOME, else .seqlab)")
    import_module(COMMANDS[name].module).add_arguments(parser)
    return parser


def _language_in(arguments: Sequence[str]) -> str:
    """Return the language asked for, even where the rest cannot be understood."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
    return "en"
