"""docs/rules/response.md says what the rule does."""

from pathlib import Path

from vangnet.rules.outcomes.pages import NAME, renewed
from vangnet.rules.outcomes.response import ResponseReason

PAGE = Path(__file__).parents[3] / "docs" / "rules" / f"{NAME}.md"


def test_the_generated_part_is_current():
    text = PAGE.read_text("utf-8")
    assert renewed(text) == text, "run: python -m vangnet.rules.pages docs/rules"


def test_every_reason_has_its_place():
    text = PAGE.read_text("utf-8")
    assert all(f"\n### {one}\n" in text for one in ResponseReason)
