"""The rules of the house as tables, and the one function that says where they are broken.

A *room* is a module or a package that stands on one floor. Imports go down only, wherever in a
file they stand; rooms on one floor do not know each other; within a room everything may. `faults`
reads a table of path to text, so that a small invented house can be tried as well as the real one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.source import Module, called_name, functions, parsed

FLOORS: Mapping[str, float] = {
    "app": 12,
    "ui.router": 11,
    "pages": 10,
    "ui": 9,
    "core.cli": 9,
    "core.warmup": 8.5,
    "core.jobs": 8,
    "core.recipes": 7,
    "core.export": 7,
    "core.runs": 6,
    "core.figures": 5,
    "core.explain": 5,
    "core.inference": 5,
    "core.metrics": 5,
    "core.sound": 5,
    "core.training": 4,
    "core.models": 3,
    "core.vectorizers.samples": 2.5,
    "core.vectorizers.corpora": 2.5,
    "core.vectorizers.recognise": 2.5,
    "core.vectorizers.notes": 2.5,
    "core.vectorizers.image_sets": 2.2,  # reads archives and pictures; the list of samples names it
    "core.vectorizers": 2,
    "core.vectorizers.score": 1.5,  # what readers give and the grid takes
    "core.windows": 2,
    "core.scaling": 2,
    "core.knobs": 1,
    "core.errors": 0.5,  # an error is made of words
    "core.words": 0,
    "core.threads": 0,
}
SAME_ROOM = {"core.__main__": "core.cli"}
HALLS = {"core"}  # a package that only holds rooms; it must stay empty
EACH_FILE_A_ROOM = ("core.vectorizers", "pages")
PAGES_USE = (
    *("core.recipes", "core.figures", "core.jobs", "core.runs"),
    *("core.knobs", "core.errors", "core.words", "ui"),
)
WITHOUT_TORCH = ("core.vectorizers", "core.figures", "core.sound")
WITHOUT_FILES = ("core.figures",)
FILE_MODULES = {"pathlib", "os", "io", "shutil", "tempfile", "glob", "sqlite3"}
FILE_CALLS = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "read_csv", "to_csv"),
    *("write_html", "write_image", "savefig"),
}
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 40, 6
FORBIDDEN = {
    *("utils", "util", "helpers", "helper", "misc", "common", "manager", "handler", "process"),
    "data2",
}
ALLOWED_NAMES = {"JobManager", "job_manager", "core.jobs.manager"}


@dataclass(frozen=True)
class Import:
    """One import of one module; `always` unless it stands in a function or is for types only."""

    target: str
    line: int
    always: bool


def within(name: str, *rooms: str) -> bool:
    """Tell whether a dotted name is one of the rooms or stands inside one."""
    return any(name == room or name.startswith(room + ".") for room in rooms)


def room_of(name: str) -> str | None:
    """Return the room of a module; None where no floor was made for it."""
    name = SAME_ROOM.get(name, name)
    rooms = [room for room in FLOORS if within(name, room)]
    if not rooms:
        return None
    room = max(rooms, key=len)
    if room in EACH_FILE_A_ROOM and name != room:
        return ".".join(name.split(".")[: room.count(".") + 2])
    return room


def floor_of(room: str) -> float:
    """Return the floor of a room."""
    return FLOORS[max((name for name in FLOORS if within(room, name)), key=len)]


def imports_of(module: Module, names: set[str]) -> list[Import]:
    """Return everything a module imports; `from a import b` is a.b where that is one of `names`."""
    found: list[Import] = []

    def visit(node: ast.AST, always: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, node.lineno, always) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.package.split(".")[: len(module.package.split(".")) - node.level + 1]
            base = ".".join(
                [*(above if node.level else []), *([node.module] if node.module else [])]
            )
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.append(Import(inner if inner in names else base, node.lineno, always))
        deferred = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.iter_child_nodes(node):
            visit(child, always and not deferred and not typing_only)

    visit(module.tree, True)
    return list(dict.fromkeys(found))


class House:
    """A whole source tree with what each module imports."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.modules = {module.name: module for module in parsed(files)}
        names = set(self.modules)
        self.imports = {name: imports_of(m, names) for name, m in self.modules.items()}

    def loaded_by(self, name: str) -> set[str]:
        """Return all that importing `name` loads at once, packages on the way included."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            parts = waiting.pop().split(".")
            for depth in range(1, len(parts) + 1):
                step = ".".join(parts[:depth])
                if step not in seen:
                    seen.add(step)
                    waiting += [i.target for i in self.imports.get(step, ()) if i.always]
        return seen


def import_faults(house: House) -> Iterator[str]:
    """Yield a sentence for each import that goes up, sideways or past a door."""
    for name, module in house.modules.items():
        room = room_of(name)
        if room is None and name not in HALLS:
            yield f"{name} stands on no floor: give it one in tests/floors.py"
        for entry in house.imports[name]:
            reason = forbidden_because(name, room, entry.target, house)
            if reason:
                yield f"{module.path}:{entry.line} {name} must not import {entry.target}: {reason}"


def forbidden_because(name: str, room: str | None, target: str, house: House) -> str:
    """Return why an import breaks a rule, or nothing."""
    for rooms, reason, refused in (
        (("core",), "core never knows the screen", within(target, "streamlit")),
        (WITHOUT_TORCH, "it loads torch", "torch" in house.loaded_by(target)),
        (WITHOUT_FILES, "figures touch no files", target.split(".")[0] in FILE_MODULES),
        (("core.jobs",), "jobs run a recipe by its name", within(target, "core.recipes")),
    ):
        if refused and within(name, *rooms):
            return reason
    other = room_of(target)
    if name in HALLS:
        return "a hall stays empty"
    if room is None or other is None or room == other:
        return ""
    return forbidden_by_floor(room, other)


def forbidden_by_floor(room: str, other: str) -> str:
    """Return why one room may not use another, or nothing."""
    if floor_of(other) > floor_of(room):
        return "imports only go down"
    if floor_of(other) == floor_of(room):
        return "rooms on one floor do not know each other"
    if within(room, "pages") and not within(other, *PAGES_USE):
        return f"a page uses only {', '.join(PAGES_USE)}"
    return ""


def file_faults(house: House) -> Iterator[str]:
    """Yield a sentence for each file access in a room that must have none."""
    for name, module in house.modules.items():
        if within(name, *WITHOUT_FILES):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and called_name(node) in FILE_CALLS:
                    where = f"{module.path}:{node.lineno}"
                    yield f"{where} {called_name(node)}(): figures touch no files"


def cycle_faults(house: House) -> Iterator[str]:
    """Yield a sentence for each module that, once imported, imports itself again."""
    named = {
        name: {i.target for i in entries if i.always and i.target in house.modules}
        for name, entries in house.imports.items()
    }
    for name in named:
        seen: set[str] = set()
        waiting = list(named[name])
        while waiting:
            step = waiting.pop()
            if step not in seen:
                seen.add(step)
                waiting += named[step]
        if name in seen:
            yield f"{name} imports itself in a circle"


def size_faults(module: Module) -> Iterator[str]:
    """Yield a sentence for each file or function that is too long or takes too much."""
    lines = module.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{module.path} has {lines} lines; a file has at most {LONGEST_FILE}"
    for node in functions(module.tree):
        where = f"{module.path}:{node.lineno} {node.name}"
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{where} has {length} lines; a function has at most {LONGEST_FUNCTION}"
        given = node.args
        names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        count = len(names) - (names[:1] in (["self"], ["cls"]))
        if count > MOST_PARAMETERS:
            yield f"{where} takes {count} parameters; at most {MOST_PARAMETERS}, else a Settings"


def words_in(name: str) -> set[str]:
    """Return the words of a name, whether they are joined by underscores or by capitals."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+", name)}


def name_faults(module: Module) -> Iterator[str]:
    """Yield a sentence for each name that says nothing."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    named = [(module.path, module.name.rpartition(".")[2])]
    if module.name in ALLOWED_NAMES:
        named = []
    named += [
        (f"{module.path}:{node.lineno}", node.name)
        for node in ast.walk(module.tree)
        if isinstance(node, kinds) and node.name not in ALLOWED_NAMES
    ]
    for where, name in named:
        if name.startswith("do_"):
            yield f"{where} {name}: every function does; name what"
        for word in sorted(words_in(name) & FORBIDDEN):
            yield f"{where} {name}: “{word}” says nothing; name it for what it is"


def faults(files: Mapping[str, str]) -> list[str]:
    """Return a sentence for each place where the house's rules are broken."""
    house = House(files)
    found = [*import_faults(house), *file_faults(house), *cycle_faults(house)]
    for module in house.modules.values():
        found += [*size_faults(module), *name_faults(module)]
    return found
