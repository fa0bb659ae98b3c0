"""Nothing grows past what one person reads at once: functions of 40 lines, files of 300."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = {"src": 300, "tests": 400, "benchmarks": 300}
# May only become shorter: what is longer than it should be today, and how long.
LONGER_FUNCTIONS: dict[str, int] = {}
LONGER_FILES: dict[str, int] = {}


def sources(top: str) -> Iterator[Path]:
    return (
        path
        for path in sorted((ROOT / top).rglob("*.py"))
        if not {"migrations", "__pycache__"} & set(path.parts)  # written by Django
    )


@pytest.mark.parametrize("top", FILE_LINES_MAX)
def test_no_file_is_too_long(top: str):
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(top)
    }
    limit = FILE_LINES_MAX[top]
    too_long = {name: n for name, n in lengths.items() if n > max(limit, LONGER_FILES.get(name, 0))}
    assert not too_long
    assert {n for n in LONGER_FILES if n.startswith(top) and lengths.get(n, 0) <= limit} == set()


def test_no_function_is_too_long():
    lengths = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}": node.end_lineno - node.lineno + 1
        for top in FILE_LINES_MAX
        for path in sources(top)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    too_long = {
        name: n
        for name, n in lengths.items()
        if n > max(FUNCTION_LINES_MAX, LONGER_FUNCTIONS.get(name, 0))
    }
    assert not too_long


def test_every_module_says_what_it_is():
    silent = [
        path.relative_to(ROOT).as_posix()
        for top in FILE_LINES_MAX
        for path in sources(top)
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
