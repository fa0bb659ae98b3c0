"""The register's words: the reasons one can choose, and what a refusal of the database means here.

A chosen reason is stored by its code; a reason in free words is shown as it was written.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.journal.actions import GuardRefused, RequestReused

Choices = tuple[tuple[str, str | Promise], ...]

WASTE_REASONS: Choices = (
    ("not_used", gettext_lazy("Not used by the patient")),
    ("spilt", gettext_lazy("Spilt")),
    ("broken", gettext_lazy("Broken or torn")),
    ("past_its_time", gettext_lazy("Past its time")),
)
DIFFERENCE_REASONS: Choices = (
    ("read_by_eye", gettext_lazy("A volume was read by eye")),
    ("left_behind", gettext_lazy("Left behind in a syringe or vial")),
    ("label_wrong", gettext_lazy("The label of the container was wrong")),
    ("line_wrong", gettext_lazy("A line was written with a wrong amount")),
    ("not_found", gettext_lazy("Looked for and not found")),
)
COUNTER_REASONS: Choices = (
    ("wrong_amount", gettext_lazy("Wrong amount")),
    ("wrong_container", gettext_lazy("Wrong container")),
    ("written_twice", gettext_lazy("Written twice")),
    ("not_done", gettext_lazy("It was written and not done")),
)
KNOWN = dict((*WASTE_REASONS, *DIFFERENCE_REASONS, *COUNTER_REASONS))


def reason_word(reason: str) -> Any:
    return KNOWN.get(reason, reason)


def refused_in_words(why: GuardRefused | RequestReused) -> str:
    """What stands in the way, and what to do."""
    if isinstance(why, RequestReused):
        return _("This page was sent before with other content. Open it again.")
    return {
        "posting_is_on_an_open_day": _(
            "The register of this day is closed. Write this on the next clinic day."
        ),
        "posting_takes_only_what_is_there": _(
            "There is not so much there any more. Look at the register, then try again."
        ),
        "count_is_set_against_the_book": _("The book moved while you counted. Count again."),
        "day_closes_with_nothing_open": _("A dose was handed over meanwhile. Look again."),
        "day_closes_when_book_and_count_agree": _("The book moved since the count. Count again."),
    }.get(why.rule, _("The register did not take this. Look at its lines, then try again."))
