"""Each sentence that a reader can meet is marked, translated, and says the same facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from core.words import LANGUAGES
from tests.catalogue import SPEAKING, asked, catalogue, facts_in, rows
from tests.source import ON_SCREEN, Module, called_name, modules, parsed

TRANSLATED = [language for language in LANGUAGES if language != "en"]
MARKS = {"_", "N_"}
# words of Traditional Chinese that are not Taiwan's, and what Taiwan says
# fmt: off
NOT_TAIWAN = {
    "軟件": "軟體", "默認": "預設", "信息": "資訊", "網絡": "網路", "視頻": "影片", "打印": "列印",
    "文件夾": "資料夾", "服務器": "伺服器", "內存": "記憶體", "數據": "資料", "加載": "載入",
    "菜單": "選單", "屏幕": "螢幕", "運行": "執行", "字符": "字元",
}
# fmt: on
# calls of streamlit that show their first argument, and keywords that are shown by any call
SHOWN_FIRST = {
    *("title", "header", "subheader", "markdown", "caption", "text", "write", "badge"),
    *("info", "warning", "error", "success", "toast", "metric", "button", "download_button"),
    *("form_submit_button", "link_button", "page_link", "checkbox", "toggle", "radio", "slider"),
    *("selectbox", "multiselect", "pills", "segmented_control", "select_slider", "text_input"),
    *("text_area", "number_input", "date_input", "file_uploader", "expander", "popover"),
    *("spinner", "status", "progress", "menu_button"),
}
SHOWN_BY_NAME = {"label", "help", "placeholder", "caption", "body"}
LETTERS = re.compile(r"[A-Za-z\u4e00-\u9fff]{2}")
NOT_WORDS = re.compile(r":material/\s*\w*\s*:|<[^>]*>|https?://\S+|&\w+;|:[a-z-]+\[")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    said = rows(language)
    missing = [f"{where}: {text}" for text, where in asked().items() if not said.get(text)]
    assert not missing, f"{len(missing)} not said in {language}:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_compiles(language: str) -> None:
    assert not [error for row in catalogue(language) for error in row.check(catalogue(language))]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_row_is_left_behind(language: str) -> None:
    assert rows(language).keys() <= asked().keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_both_sides_say_the_same_facts(language: str) -> None:
    differing = {t: s for t, s in rows(language).items() if s and facts_in(t) != facts_in(s)}
    assert not differing


def test_chinese_is_taiwans() -> None:
    said = rows("zh_TW").values()
    foreign = [
        f"{text}: {word} is {ours}"
        for text in said
        for word, ours in NOT_TAIWAN.items()
        if word in text
    ]
    assert not foreign
    # Big5 knows the traditional characters only
    ideographs = {c for text in said for c in text if "\u4e00" <= c <= "\u9fff"}
    simplified = [c for c in sorted(ideographs) if c.encode("cp950", "ignore") == b""]
    assert not simplified


def unfit_marks(module: Module) -> Iterator[str]:
    """Yield a sentence for each mark around what no catalogue can hold."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called_name(node) in MARKS and node.args:
            given, where = node.args[0], f"{module.path}:{node.lineno}"
            if isinstance(given, ast.JoinedStr | ast.BinOp | ast.Call):
                yield f"{where} put facts in by Sentence or .format() after the mark, not inside it"
            elif called_name(node) == "N_" and not isinstance(given, ast.Constant):
                yield f"{where} N_ marks a literal"
        if isinstance(node, ast.JoinedStr):
            yield from marks_out_of_sight(node, module)


def marks_out_of_sight(text: ast.JoinedStr, module: Module) -> Iterator[str]:
    """Yield a sentence for each mark inside an f-string, where extraction cannot see it."""
    for node in ast.walk(text):
        if not isinstance(node, ast.Call) or called_name(node) not in MARKS:
            continue
        if any(isinstance(given, ast.Constant) for given in node.args):
            yield f"{module.path}:{node.lineno} no mark is found inside an f-string"


def words_of(node: ast.expr) -> str:
    """Return the literal words in an argument, without icons, tags and addresses."""
    pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
    constants = [p.value for p in pieces if isinstance(p, ast.Constant)]
    return NOT_WORDS.sub(" ", " ".join(c for c in constants if isinstance(c, str)))


def bare_words(module: Module) -> Iterator[str]:
    """Yield a sentence for each literal that goes to the screen in one language only."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        shown = [k.value for k in node.keywords if k.arg in SHOWN_BY_NAME]
        # a method of st or of a container; a bare name is a function of ours, a log is for us
        owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else "log"
        if called_name(node) in SHOWN_FIRST and "log" not in owner.lower():
            shown += node.args[:1]
        for argument in shown:
            if LETTERS.search(words_of(argument)):
                yield f"{module.path}:{node.lineno} “{words_of(argument).strip()}” is not marked"


def test_a_mark_holds_a_literal() -> None:
    found = [fault for module in modules(*SPEAKING) for fault in unfit_marks(module)]
    assert not found, "\n" + "\n".join(found)


def test_no_bare_words_on_the_screen() -> None:
    found = [fault for module in modules(*ON_SCREEN) for fault in bare_words(module)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line", ['_(f"{n} rows")', '_("a" + b)', '_("{n}".format(n=1))', "N_(words)"]
)
def test_an_unfit_mark_is_said(line: str) -> None:
    assert list(unfit_marks(parsed({"ui/x.py": line})[0]))


@pytest.mark.parametrize(
    "line",
    [
        'st.button("Train")',
        'left.caption(f"{n} rows")',
        'st.slider(_("x"), help="Long")',
        'st.info("訓練")',
    ],
)
def test_bare_words_are_said(line: str) -> None:
    assert list(bare_words(parsed({"pages/x.py": line})[0]))


@pytest.mark.parametrize(
    "line",
    [
        'st.button(_("Train"), key="train")',
        'st.markdown(f":material/home: {x}")',
        'st.markdown("<br>")',
    ],
)
def test_marked_words_and_signs_pass(line: str) -> None:
    assert not list(bare_words(parsed({"pages/x.py": line})[0]))


def test_facts_of_a_template() -> None:
    assert facts_in("{a} {b:.2f} {c.d} {{e}} {f[0]}") == {"a", "b", "c", "f"}
