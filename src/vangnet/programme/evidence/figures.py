"""Every figure of the evidence by its key, for files and for whoever looks for one."""

from vangnet.programme.charts.figure import Figure
from vangnet.programme.evidence.cost_page import cost_page
from vangnet.programme.evidence.trial_page import trial_page


def figures() -> dict[str, Figure]:
    return {one.key: one for one in (*trial_page().figures, *cost_page().figures)}
