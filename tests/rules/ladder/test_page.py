"""docs/rules/ladder.md says what the rules count, and names every reason."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import override

from vangnet.clinic.consulting.ladder.words import (
    CONTACT_KINDS,
    END_REASONS,
    FOLLOWS,
    REASONS,
    TREATMENTS,
)
from vangnet.rules.ladder import (
    ContactFacts,
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    LadderReason,
    Treatment,
    contact_days,
    days_on_each,
    ever_lasted_months,
    longest_days,
    rung_now,
    runs_at_or_above,
    window,
)

PAGE = (Path(__file__).parents[3] / "docs" / "rules" / "ladder.md").read_text("utf-8")
D = date.fromisoformat


def told():
    example = json.loads(re.search(r"```json\n(.*?)\n```", PAGE, re.DOTALL).group(1))
    episodes = [
        EpisodeFacts(
            treatment=Treatment(one["treatment"]), provider=one.get("provider", ""),
            started_on=D(one["started_on"]), ended_on=one["ended_on"] and D(one["ended_on"]),
            doses=tuple(DoseSpan(from_on=D(on), mg_per_day=Decimal(mg)) for on, mg in one["doses"]),
        )
        for one in example["episodes"]
    ]  # fmt: skip
    contacts = [ContactFacts(on=D(on), kind=ContactKind.VISIT) for on in example["contacts"]]
    return D(example["on"]), Decimal(example["mg_per_day"]), episodes, contacts


def test_the_worked_example_is_what_the_rules_count():
    on, mg, episodes, contacts = told()
    methadone = [one for one in episodes if one.treatment is Treatment.METHADONE]
    runs = runs_at_or_above(mg, methadone, on=on)
    days = days_on_each(episodes, on=on)
    counted = {
        "longest at 60 mg or more": f"{longest_days(runs)} days",
        "a run of 8 months": "yes" if ever_lasted_months(runs, 8) else "no",
        "a run of 9 months": "yes" if ever_lasted_months(runs, 9) else "no",
        "rung on 2 Mar 2026": rung_now(episodes, on=on).value,
        "days on methadone": str(days[Treatment.METHADONE]),
        "days on HAT": str(days[Treatment.HAT]),
        "contact days in 6 months": str(contact_days(contacts, within=window(6, on=on))),
    }
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", PAGE, re.MULTILINE)
    assert {asked: answer for asked, answer in rows if asked in counted} == counted
    assert [run.days for run in runs] == [89, 245]
    assert window(6, on=on).first_on == date(2025, 9, 3)


def test_every_reason_stands_on_the_page_as_it_is_said():
    rows = dict(re.findall(r"^\| ([a-z_]+) \| ([^|]+?) \|$", PAGE, re.MULTILINE))
    with override("en"):
        assert rows == {reason.value: str(REASONS[reason]) for reason in LadderReason}


def test_every_word_of_the_ladder_has_a_name_in_both_languages():
    for names, words in (
        (TREATMENTS, Treatment), (END_REASONS, EpisodeEndReason), (CONTACT_KINDS, ContactKind),
        (FOLLOWS, Follows), (REASONS, LadderReason),
    ):  # fmt: skip
        assert set(names) == set(words)
        for name in names.values():
            with override("en"):
                english = str(name)
            with override("nl"):
                assert str(name) != english
