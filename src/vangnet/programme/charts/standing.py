"""How far to trust a number, as the fill of its mark: in tables, keys and beside words.

The same shapes as `marks` draws in charts. Never a mark without its word in a table.
"""

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from vangnet.programme.sources import Standing

WORDS: dict[Standing, Promise] = {
    Standing.VERIFIED: gettext_lazy("Verified"),
    Standing.SECONDARY: gettext_lazy("Secondary"),
    Standing.LITERATURE: gettext_lazy("Literature"),
    Standing.COMPUTED: gettext_lazy("Computed here"),
    Standing.CLAIM: gettext_lazy("Claim only"),
    Standing.UNSET: gettext_lazy("Unset"),
}
MEANS: dict[Standing, Promise] = {
    Standing.VERIFIED: gettext_lazy("read at the source"),
    Standing.SECONDARY: gettext_lazy("quoted elsewhere"),
    Standing.LITERATURE: gettext_lazy("not read again"),
    Standing.COMPUTED: gettext_lazy("from the numbers shown"),
    Standing.CLAIM: gettext_lazy("no source found"),
    Standing.UNSET: gettext_lazy("nobody has chosen a value"),
}
_RING = '<circle cx="8" cy="8" r="5.4" fill="#fff" stroke="currentColor" stroke-width="2.1"{}/>'
_HALF = '<path d="M8 2.6a5.4 5.4 0 0 0 0 10.8z" fill="currentColor"/>'
_SHAPES = {
    Standing.VERIFIED: '<circle cx="8" cy="8" r="6" fill="currentColor"/>',
    Standing.SECONDARY: _RING.format("") + _HALF,
    Standing.LITERATURE: _RING.format(""),
    Standing.COMPUTED: '<rect x="3" y="3" width="10" height="10" fill="#fff"'
    ' stroke="currentColor" stroke-width="2.1"/>',
    Standing.CLAIM: '<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.6"/>',
    Standing.UNSET: _RING.format(' stroke-dasharray="2.6 1.7"'),
}


def mark(standing: Standing) -> SafeString:
    """The shape alone, in the colour of the text around it; its word must stand beside it."""
    shape = mark_safe(_SHAPES[standing])  # noqa: S308  # the constants above
    return format_html(
        '<svg class="standing" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        shape,
    )


def marked(standing: Standing) -> SafeString:
    """The mark and its word."""
    return format_html('<span class="stood">{} {}</span>', mark(standing), WORDS[standing])
