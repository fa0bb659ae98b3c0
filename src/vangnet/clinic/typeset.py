"""From what a letter or a page for the ambulance says to a PDF: the same words give the same bytes.

Only typst's own fonts are used, never the machine's. The PDF is archivable and tagged (PDF/A-2a,
PDF/UA-1), and that profile refuses a page with a sign no font has: such a sign is replaced by a box
of our own, and the page says so. Why typst: docs/decisions/0013-pdf.md.
"""

import json
from pathlib import Path
from typing import Any

import typst

NO_SIGN = "\N{WHITE SQUARE}"
# Everything below is in the fonts; only what lies above is ever tried sign by sign.
ALWAYS_THERE = 0x250
ONE_SIGN = b"""
#set document(title: "x")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#sys.inputs.x
"""


def pdf(said: dict[str, Any], *, template: Path) -> bytes:
    """The page. `said` is plain JSON data, `template` a typst file that sets it."""
    try:
        return _compile(said, template)
    except typst.TypstError:
        missing = unprintable(json.dumps(said, ensure_ascii=False))
        if not missing:
            raise
        plain = _without(said, missing)
        return _compile({**plain, "closing": [said["signs_missing"], *plain["closing"]]}, template)


def unprintable(text: str) -> frozenset[str]:
    """Signs that no font of ours can print."""
    rare = {sign for sign in text if ord(sign) >= ALWAYS_THERE}
    return frozenset(sign for sign in rare if not _prints(sign))


def _compile(said: dict[str, Any], template: Path) -> bytes:
    return _set(template.read_bytes(), {"said": json.dumps(said, sort_keys=True)})


def _set(source: bytes, inputs: dict[str, str]) -> bytes:
    return typst.compile(
        source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs,
        pdf_standards=["a-2a", "ua-1"],
    )  # fmt: skip


def _prints(sign: str) -> bool:
    try:
        _set(ONE_SIGN, {"x": sign})
    except typst.TypstError:
        return False
    return True


def _without(said: Any, missing: frozenset[str]) -> Any:
    if isinstance(said, str):
        return "".join(NO_SIGN if sign in missing else sign for sign in said)
    if isinstance(said, dict):
        return {key: _without(value, missing) for key, value in said.items()}
    return [_without(one, missing) for one in said] if isinstance(said, list) else said
