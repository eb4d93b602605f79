"""A public function of core that takes or returns an array says the array's shape."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import Module, functions, modules, parsed

ARRAY = re.compile(r"\b(ndarray|NDArray|Tensor|ArrayLike|\w*Array)\b")
# "shape (T, F)", "length T", "(T, 3) float32"; or a name such as x_BTD, whose letters are the shape
SHAPE = re.compile(r"\bshapes?\b|\blength\s+[A-Z0-9]|\(\w+,[^)]*\)|\bscalar\b|\b0-d\b")
MAPPING = re.compile(r"\b(dict|Mapping)\[")  # named arrays, each of a shape of its own
SHAPED_NAME = re.compile(r"_[A-Z0-9]{1,6}$")


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the public functions of a module and the public methods of its public classes."""
    rooms: list[ast.Module | ast.ClassDef] = [
        tree,
        *(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name[0] != "_"),
    ]
    inner = {id(f) for room in rooms for f in room.body}
    yield from (f for f in functions(tree) if id(f) in inner and not f.name.startswith("_"))


def holds_array(annotation: ast.expr | None) -> bool:
    """Tell whether an annotation is that of an array, or of several of one shape."""
    words = ast.unparse(annotation) if annotation else ""
    return bool(ARRAY.search(words)) and not MAPPING.search(words)


def shapeless(module: Module) -> Iterator[str]:
    """Yield a sentence for each public function whose arrays have no stated shape."""
    for function in public(module.tree):
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        arrays = [a.arg for a in given if holds_array(a.annotation)]
        returned = holds_array(function.returns) and not SHAPED_NAME.search(function.name)
        untold = [name for name in arrays if not SHAPED_NAME.search(name)]
        if (untold or returned) and not SHAPE.search(ast.get_docstring(function) or ""):
            where = f"{module.path}:{function.lineno} {function.name}"
            yield f"{where} does not say the shape of {', '.join(untold) or 'what it returns'}"


def test_arrays_say_their_shape() -> None:
    found = [fault for module in modules("core") for fault in shapeless(module)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("folder", ["core", "ui", "pages", "benchmarks"])
def test_every_module_says_what_it_is(folder: str) -> None:
    silent = [m.path for m in modules(folder) if not ast.get_docstring(m.tree)]
    assert not silent


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        ('def f(x: np.ndarray) -> None:\n    """Do."""', True),
        ('def f() -> NDArray[np.float64]:\n    """Give."""', True),
        ('class A:\n    def f(self, x: Tensor | None) -> None:\n        """Do."""', True),
        ('def f(x_BTD: Tensor) -> None:\n    """Do."""', False),
        ('def f(x: np.ndarray) -> None:\n    """Do.\n\n    x : shape (T,)"""', False),
        ('def _f(x: np.ndarray) -> None:\n    """Do."""', False),
        ('def f(x: float) -> None:\n    """Do."""', False),
    ],
)
def test_the_rule_itself(source: str, *, silent: bool) -> None:
    assert bool(list(shapeless(parsed({"core/x.py": source})[0]))) == silent
