"""From what a report says to one A4 page as PDF: the same words give the same bytes.

As board/letter does it (docs/decisions/0013-pdf.md): typst's own fonts only, archivable and tagged.
"""

import json
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("yearly.typ")


def pdf(said: dict[str, Any]) -> bytes:
    """The page; `said` is what content.say() made with the font of the paper."""
    return typst.compile(
        TEMPLATE.read_bytes(), format="pdf", ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(said, sort_keys=True)}, pdf_standards=["a-2a", "ua-1"],
    )  # fmt: skip
