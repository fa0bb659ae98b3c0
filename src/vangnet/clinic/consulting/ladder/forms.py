"""What is typed on the ladder: an episode, a dose, an end, a contact, and leaving treatment."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import AmountField, milligrams
from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.consulting.ladder.actions import NewContact
from vangnet.clinic.consulting.ladder.leaving import NewExit
from vangnet.clinic.consulting.ladder.words import CONTACT_KINDS, END_REASONS, FOLLOWS, TREATMENTS
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.ladder import (
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    Treatment,
)

CHOOSE = ("", gettext_lazy("Choose"))
NOT_YET = ("", gettext_lazy("It runs"))
ROWS_EMPTY = 2  # lines for doses beside those that are known


def dose_field(label: Any) -> AmountField:
    """mg a day; 0 says that from this day on nothing was given."""
    return milligrams(label, lowest=Decimal(0), required=False)


def choices_of(names: dict[Any, Any], first: tuple[str, Any] = CHOOSE) -> list[tuple[str, Any]]:
    return [first, *((key.value, name) for key, name in names.items())]


class EpisodeForm(SignedForm):
    """One rung: which, where, from when to when, and its doses."""

    treatment = forms.ChoiceField(label=gettext_lazy("Treatment"), choices=choices_of(TREATMENTS))
    provider = forms.CharField(
        label=gettext_lazy("Other clinic"), max_length=120, required=False,
        help_text=gettext_lazy("Leave it empty when it is given here."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=gettext_lazy("Which paper says so"), max_length=160, required=False,
        help_text=gettext_lazy("A letter with its date. Empty: nothing on paper yet."),
    )  # fmt: skip
    started_on = day_field(gettext_lazy("First day"))
    ended_on = day_field(gettext_lazy("Last day, when it is over"), required=False)
    end_reason = forms.ChoiceField(
        label=gettext_lazy("Why it ended"), choices=choices_of(END_REASONS, NOT_YET),
        required=False,
    )  # fmt: skip
    end_words = forms.CharField(
        label=gettext_lazy("In a few words"), max_length=300, required=False
    )

    def __init__(self, *args: Any, known: Sequence[DoseSpan] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = len(known) + ROWS_EMPTY
        for n in range(self.rows):
            span = known[n] if n < len(known) else None
            self.fields[f"from_{n}"] = day_field(
                _("Dose %(n)s, from") % {"n": n + 1}, required=False,
                initial=span and span.from_on,
            )  # fmt: skip
            self.fields[f"mg_{n}"] = dose_field(_("Dose %(n)s, a day") % {"n": n + 1})
            self.fields[f"mg_{n}"].initial = span and format(span.mg_per_day.normalize(), "f")

    @property
    def dose_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """First day and amount side by side."""
        return [(self[f"from_{n}"], self[f"mg_{n}"]) for n in range(self.rows)]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        doses = {field.name for row in self.dose_rows for field in row}
        return [field for field in self.written_fields if field.name not in doses]

    def clean(self) -> dict[str, Any]:
        for n in range(self.rows):
            from_on, mg = self.cleaned_data.get(f"from_{n}"), self.cleaned_data.get(f"mg_{n}")
            if (from_on is None) is not (mg is None):
                missing = f"mg_{n}" if mg is None else f"from_{n}"
                if missing not in self.errors:
                    self.add_error(missing, _("A dose has its first day and its amount."))
        if self.cleaned_data.get("end_reason") and not self.cleaned_data.get("ended_on"):
            self.add_error("ended_on", _("Type the last day as well."))
        return super().clean()

    @property
    def episode(self) -> EpisodeFacts:
        typed = self.cleaned_data
        doses = tuple(
            DoseSpan(from_on=typed[f"from_{n}"], mg_per_day=typed[f"mg_{n}"])
            for n in range(self.rows)
            if typed[f"from_{n}"] is not None
        )
        reason = typed["end_reason"]
        return EpisodeFacts(
            treatment=Treatment(typed["treatment"]), provider=typed["provider"].strip(),
            evidence=typed["evidence"].strip(), started_on=typed["started_on"],
            ended_on=typed["ended_on"], doses=doses,
            end_reason=EpisodeEndReason(reason) if reason else None,
        )  # fmt: skip


class CorrectionForm(EpisodeForm):
    """The episode as it really was; the old entry stays readable and no longer counts."""

    field_order = ("request_id", "why", "never")
    why = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=160)
    never = forms.BooleanField(
        label=gettext_lazy("It never was: take the whole entry back"), required=False
    )


class DoseForm(SignedForm):
    """From a day on, another dose."""

    from_on = day_field(gettext_lazy("From"))
    dose_mg = dose_field(gettext_lazy("Dose a day"))
    supervised = forms.IntegerField(
        label=gettext_lazy("Days a week taken under supervision"), min_value=0, max_value=7,
        required=False, help_text=gettext_lazy("Empty: not known."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["dose_mg"].required = True

    @property
    def dose(self) -> DoseSpan:
        typed = self.cleaned_data
        return DoseSpan(
            from_on=typed["from_on"], mg_per_day=typed["dose_mg"],
            supervised_days_per_week=typed["supervised"],
        )  # fmt: skip


class EndForm(SignedForm):
    """The last day, and why."""

    ended_on = day_field(gettext_lazy("Last day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why it ended"), choices=choices_of(END_REASONS))
    words = forms.CharField(label=gettext_lazy("In a few words"), max_length=300, required=False)


class ContactForm(SignedForm):
    """Seen, spoken to, or missed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of contact"), choices=choices_of(CONTACT_KINDS)
    )
    on = day_field(gettext_lazy("Day"))
    missed = forms.BooleanField(
        label=gettext_lazy("It was agreed, and the person did not come"), required=False
    )
    words = forms.CharField(label=gettext_lazy("In a few words"), max_length=300, required=False)

    @property
    def contact(self) -> NewContact:
        typed = self.cleaned_data
        return NewContact(
            kind=ContactKind(typed["kind"]), on=typed["on"], missed=typed["missed"],
            words=typed["words"],
        )  # fmt: skip


class ContactCorrectionForm(ContactForm):
    """The contact as it really was."""

    field_order = ("request_id", "why", "never")
    why = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=160)
    never = forms.BooleanField(
        label=gettext_lazy("It never was: take the whole entry back"), required=False
    )


class LeaveForm(SignedForm):
    """How someone leaves HAT, signed with the prescriber's own PIN."""

    own_pin = True
    ended_on = day_field(gettext_lazy("Last day in HAT"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why the person leaves"), choices=choices_of(END_REASONS)
    )
    follows = forms.ChoiceField(label=gettext_lazy("What follows"), choices=choices_of(FOLLOWS))
    provider = forms.CharField(
        label=gettext_lazy("Which clinic or prison"), max_length=120, required=False,
        help_text=gettext_lazy("Leave it empty when methadone is given here."),
    )  # fmt: skip
    words = forms.CharField(label=gettext_lazy("In a few words"), max_length=300, required=False)

    @property
    def exit(self) -> NewExit:
        typed = self.cleaned_data
        return NewExit(
            ended_on=typed["ended_on"], reason=EpisodeEndReason(typed["reason"]),
            follows=Follows(typed["follows"]), provider=typed["provider"].strip(),
            words=typed["words"],
        )  # fmt: skip


class TakeBackForm(SignedForm):
    """An exit that was a mistake, taken back with the prescriber's own PIN."""

    own_pin = True
    why = forms.CharField(label=gettext_lazy("Why it is taken back"), max_length=160)


def told(episode: EpisodeFacts, words: str) -> dict[str, Any]:
    """What a correction begins with: the episode as it stands."""
    return {
        "treatment": episode.treatment.value, "provider": episode.provider,
        "evidence": episode.evidence, "started_on": episode.started_on,
        "ended_on": episode.ended_on, "end_words": words,
        "end_reason": episode.end_reason.value if episode.end_reason else "",
    }  # fmt: skip
