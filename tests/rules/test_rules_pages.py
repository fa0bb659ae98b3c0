"""docs/rules/ and docs/facts.md say what the program does: generated parts are current."""

import json
import re

import pytest
from tests.rules.worked import DOCS, EXAMPLE, answer

from vangnet.rules.decision import Reason
from vangnet.rules.facts_json import facts_schema
from vangnet.rules.pages import PAGES, page_of, reasons_on, renewed

ROOT = DOCS.parent


def test_every_reason_is_on_one_page():
    everywhere = [reason for page in PAGES for reason in reasons_on(page)]
    assert sorted(everywhere) == sorted(Reason)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reasons_page_has_its_anchor(reason):
    path, anchor = page_of(reason).split("#")
    assert f"\n### {anchor}\n" in (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("page", list(PAGES))
def test_the_generated_part_of_a_page_is_current(page):
    text = (DOCS / "rules" / f"{page}.md").read_text("utf-8")
    assert renewed(text, page) == text, "run: python -m vangnet.rules.pages docs/rules"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page not in {"leaving", "overdose", "dosing"}]
)
def test_the_worked_example_is_what_the_gate_says(page):
    change, quoted = EXAMPLE.search((DOCS / "rules" / f"{page}.md").read_text("utf-8")).groups()
    assert quoted == answer(change)
    assert any(f"**{reason}**" in quoted for reason in reasons_on(page))


def test_the_schema_is_current():
    written = json.loads((DOCS / "facts.schema.json").read_text("utf-8"))
    assert written == facts_schema(), "run: vangnet gate --schema > docs/facts.schema.json"


def test_links_lead_somewhere():
    for page in [DOCS / "facts.md", *(DOCS / "rules").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
