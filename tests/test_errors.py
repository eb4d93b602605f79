"""Every error says found, expected and remedy, from exactly the facts that it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

import core.errors
from core.errors import SeqLabError
from tests.catalogue import facts_in, rows
from tests.floors import within
from tests.source import Module, called_name, modules, parsed

PARTS = ("found", "expected", "remedy")


def tree_of(error: type[SeqLabError]) -> Iterator[type[SeqLabError]]:
    yield error
    for child in error.__subclasses__():
        yield from tree_of(child)


CLASSES = {e.__name__: e for e in tree_of(SeqLabError) if within(e.__module__, "core.errors")}
LEAVES = {name: e for name, e in CLASSES.items() if not e.__subclasses__()}
BRANCHES = CLASSES.keys() - LEAVES.keys()


def facts_of(error: type[SeqLabError]) -> set[str]:
    return set().union(*(facts_in(getattr(error, part)) for part in PARTS))


def marked(tree: ast.Module) -> dict[str, set[str]]:
    """Return, for each class, the names that are given as a literal marked with N_."""
    return {
        node.name: {
            target.id
            for line in node.body
            if isinstance(line, ast.Assign)
            and isinstance(line.value, ast.Call)
            and called_name(line.value) == "N_"
            and isinstance(line.value.args[0], ast.Constant)
            for target in line.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def misraised(module: Module) -> Iterator[str]:
    """Yield a sentence for each of our errors made with other facts than its templates name."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or called_name(node) not in CLASSES:
            continue
        name = called_name(node)
        where = f"{module.path}:{node.lineno} {name}"
        given = {keyword.arg for keyword in node.keywords}
        if name in BRANCHES:
            yield f"{where} is a branch; raise one of its leaves"
        elif node.args or None in given:
            yield f"{where} wants its facts one by one, by name"
        elif given != facts_of(CLASSES[name]):
            wanted = sorted(facts_of(CLASSES[name]))
            yield f"{where} is given {sorted(map(str, given))}, its templates say {wanted}"


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_a_leaf_says_all_three_parts(name: str) -> None:
    sources = [m.tree for m in modules("core") if within(m.name, "core.errors")]
    literal = {name: parts for tree in sources for name, parts in marked(tree).items()}
    for part in PARTS:
        assert getattr(LEAVES[name], part, "").strip(), f"{name} does not say {part}"
        owners = {c.__name__ for c in LEAVES[name].__mro__ if part in vars(c)}
        assert any(part in literal.get(owner, ()) for owner in owners), f"{name}.{part} wants N_"


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_an_error_says_itself_with_its_facts_alone(name: str) -> None:
    # 1 can be said as text and with any number format
    error = LEAVES[name](**dict.fromkeys(facts_of(LEAVES[name]), 1))
    assert error.code == name
    assert len(error.args) == len(PARTS)


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_every_part_is_said_in_chinese_with_the_same_facts(name: str) -> None:
    catalogue = rows("zh_TW")
    for part in PARTS:
        template = getattr(LEAVES[name], part)
        said = catalogue.get(template, "")
        assert said, f"{name}.{part} is not in the catalogue: {template}"
        assert facts_in(said) == facts_in(template)


def test_the_tree_names_every_class() -> None:
    drawing = core.errors.__doc__ or ""
    drawn = {word for line in drawing.splitlines() for word in line.split()}
    assert CLASSES.keys() <= drawn, f"not in the tree: {sorted(CLASSES.keys() - drawn)}"


def test_every_raise_gives_exactly_the_facts() -> None:
    found = [
        fault for module in modules("app", "core", "ui", "pages") for fault in misraised(module)
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("raise OutOfRange(setting=1, value=2, low=3)", "is given"),
        ("raise errors.OutOfRange(setting=1, value=2, low=3, high=4, more=5)", "is given"),
        ("raise OutOfRange(**facts)", "one by one"),
        ("error = BadInput()", "is a branch"),
    ],
)
def test_a_wrong_raise_is_said(line: str, sentence: str) -> None:
    found = list(misraised(parsed({"core/x.py": line})[0]))
    assert any(sentence in fault for fault in found)
    right = "raise OutOfRange(setting=1, value=2, low=3, high=4)"
    assert not list(misraised(parsed({"core/x.py": right})[0]))
