"""Every hard case of docs/oracles.md has a test that names it in its docstring: `Oracle 12.`"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LISTED = TESTS.parent / "docs" / "oracles.md"

NOT_YET_DUE: dict[int, str] = {}
"""Oracles about what is not there yet; whoever builds it writes their tests, and strikes them out here."""

NAMED = re.compile(r"\bOracles? (\d+(?:(?:, | and |, and )\d+)*)")


def oracles() -> list[int]:
    return [int(number) for number in re.findall(r"^(\d+)\. ", LISTED.read_text(), re.MULTILINE)]


@cache
def claims() -> list[tuple[int, str]]:
    """Each oracle that a test names, and the test."""
    return list(_claims())


def _claims() -> Iterator[tuple[int, str]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for named in NAMED.findall(ast.get_docstring(node) or ""):
                    for number in re.findall(r"\d+", named):
                        yield int(number), f"{path.relative_to(TESTS)}::{node.name}"


def test_the_oracles_are_counted_without_a_gap() -> None:
    assert oracles() == list(range(1, len(oracles()) + 1))


@pytest.mark.parametrize("number", oracles())
def test_an_oracle_has_a_test_unless_it_is_not_yet_due(number: int) -> None:
    tests = [test for claimed, test in claims() if claimed == number]

    if number in NOT_YET_DUE:
        assert tests == [], (
            f"oracle {number} is not yet due ({NOT_YET_DUE[number]}), but has tests: strike it out"
        )
    else:
        assert tests, f"no test says in its docstring that it is of oracle {number} of {LISTED.name}"


def test_no_test_is_of_an_oracle_that_is_not_listed() -> None:
    listed = oracles()

    assert [claim for claim in claims() if claim[0] not in listed] == []
