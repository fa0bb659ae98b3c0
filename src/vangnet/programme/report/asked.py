"""The seam to the outcome interviews: their answers as plain rows, for the year of the report.

While no interviews are kept, nobody was asked, and the report says that instead of a number.
"""

from collections.abc import Sequence
from datetime import date

from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.counting.change import Answer


def asked_of(
    unit: Unit, *, first_on: date, last_on: date
) -> tuple[Sequence[Answer], Sequence[bool]]:
    """What people said at the start and about a year later, and of each whether they responded.

    Of those whose later interview falls between the two days. Someone of whom only the first is
    known stands in the answers with `after` None: whose change nobody knows is counted.
    """
    return (), ()
