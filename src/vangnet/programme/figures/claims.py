"""What an article said and what was found, as a page tells it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import format_lazy

from vangnet.programme.charts.cells import Cited
from vangnet.programme.charts.verdicts import WORDS, chip
from vangnet.programme.figures.reading import Claim


@dataclass(frozen=True)
class Shown:
    """A claim in the words of the page."""

    quote: str
    chip: SafeString
    said: str
    sources: SafeString


def shown(claims: Sequence[Claim]) -> list[Shown]:
    return [
        Shown(str(one.quote), chip(one.verdict), str(one.said), Cited(one.sources).html())
        for one in claims
    ]


def counted(claims: Sequence[Claim]) -> str:
    """`Confirmed: 2 · Relabel: 1`, in the order of the verdicts."""
    found = Counter(one.verdict for one in claims)
    told = (format_lazy("{}: {}", WORDS[v], found[v]) for v in WORDS if found[v])
    return " \u00b7 ".join(str(one) for one in told)
