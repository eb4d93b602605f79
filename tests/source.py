"""The project's own source as syntax trees: what the tests about the house itself stand on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ON_SCREEN = ("ui", "pages")
PRODUCT = ("core", *ON_SCREEN)


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, its path below the root with slashes, text and tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that a relative import in this file starts from."""
        return self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]


def parsed(files: Mapping[str, str]) -> list[Module]:
    """Return the module of each file, from a table of path to text."""
    found = []
    for path, text in sorted(files.items()):
        name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        found.append(Module(name, path, text, ast.parse(text, path)))
    return found


def modules(*folders: str) -> list[Module]:
    """Return the modules of some folders of this project, and `app` if it is named."""
    paths = [
        path
        for folder in folders
        for path in ([ROOT / "app.py"] if folder == "app" else (ROOT / folder).rglob("*.py"))
        if path.exists()
    ]
    return parsed({p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in paths})


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a tree, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: `c` of `a.b.c()`, "" where there is none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
