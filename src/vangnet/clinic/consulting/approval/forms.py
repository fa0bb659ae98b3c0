"""What staff write on the way to an approval. Nothing is filled in for them but the present day."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.criteria import ApprovedBy, CriterionKind
from vangnet.rules.eligibility import State

WORDS = {"rows": 3}
CHOOSE = ("", gettext_lazy("Choose"))


def words_field(label: Any, *, required: bool = True, most: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs=WORDS)
    )


def count_field(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, widget=widget, **more)


class ReferralForm(SignedForm):
    """Who asks, and for what."""

    product = forms.ChoiceField(label=gettext_lazy("Drug, salt form and route"))
    referrer = forms.CharField(label=gettext_lazy("From whom"), max_length=120)
    referred_on = day_field(gettext_lazy("Day of the referral"))
    words = words_field(gettext_lazy("What for, in short"), required=False)

    def __init__(self, *args: Any, products: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["product"].choices = [CHOOSE, *products]  # type: ignore[attr-defined]


class EvidenceForm(SignedForm):
    """What one paper shows of one criterion. Only what this criterion asks stands in the form."""

    state = forms.ChoiceField(label=gettext_lazy("What the paper shows"))
    document = forms.CharField(label=gettext_lazy("Which paper"), max_length=160)
    verified_on = day_field(gettext_lazy("Looked at on"))
    found_on = day_field(gettext_lazy("Since when"), required=False)
    found_number = count_field(gettext_lazy("Days with a contact"), min_value=0, max_value=999)
    per_week = count_field(gettext_lazy("Days a week the dose is fetched"), min_value=1,
                           max_value=7)  # fmt: skip
    authority = forms.CharField(
        label=gettext_lazy("Authority that made the exception"), max_length=120, required=False
    )
    note = words_field(gettext_lazy("Note"), required=False, most=300)

    ASKS: ClassVar[dict[str, CriterionKind]] = {
        "found_on": CriterionKind.DEPENDENCE,
        "found_number": CriterionKind.CONTACTS,
        "per_week": CriterionKind.CONTACTS,
    }

    def __init__(
        self, *args: Any, kind: CriterionKind, states: list[tuple[str, str]], papers: str,
        waivable: bool, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.fields["state"].choices = [CHOOSE, *states]  # type: ignore[attr-defined]
        self.fields["document"].help_text = _("Counts: %(papers)s") % {"papers": papers}
        for name, asking in self.ASKS.items():
            if asking is not kind:
                del self.fields[name]
        if not waivable:
            del self.fields["authority"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == State.WAIVED:
            for name in ("authority", "note"):
                if not cleaned.get(name):
                    self.add_error(name, _("An exception says whose it is, and why."))
        elif cleaned.get("authority"):
            self.add_error("authority", _("Only an exception has an authority."))
        return cleaned


class ApproveForm(SignedForm):
    """Approve, signed with the prescriber's own PIN. What the country does not ask is left out."""

    own_pin = True
    authority = forms.CharField(label=gettext_lazy("Who approved"), max_length=80)
    permit_number = forms.CharField(label=gettext_lazy("Number of the permit"), max_length=80)
    valid_from = day_field(gettext_lazy("First day"))
    valid_until = day_field(gettext_lazy("Last day"))
    review_on = day_field(gettext_lazy("Review by"), required=False)
    words = words_field(gettext_lazy("Note"), required=False)

    def __init__(
        self, *args: Any, approved_by: ApprovedBy | None, hints: dict[str, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if approved_by in (None, ApprovedBy.OWN_PHYSICIAN):
            del self.fields["authority"]
        if approved_by is not ApprovedBy.AUTHORITY:
            del self.fields["permit_number"]
        for name, hint in hints.items():
            self.fields[name].help_text = hint


class ApproveTwoForm(ApproveForm):
    """The same where the protocol asks for a second prescriber, who signs here as well."""

    signers: ClassVar = {"second": (gettext_lazy("Second prescriber"), Task.PRESCRIBE)}


class RefuseForm(SignedForm):
    """Refuse: what stands against it is kept by itself; the words are for the person."""

    own_pin = True
    words = words_field(gettext_lazy("Why, in your own words"))


class LaterForm(RefuseForm):
    """Put off until a day."""

    look_again_on = day_field(gettext_lazy("Look again on"))


class ReviewForm(SignedForm):
    """What was found on looking again, by whom, and when next."""

    own_pin = True
    physician = forms.CharField(
        label=gettext_lazy("Physician who reviewed"), max_length=120,
        help_text=gettext_lazy("A physician from outside the unit must not work here."),
    )  # fmt: skip
    institution = forms.CharField(
        label=gettext_lazy("Works at"), max_length=120, required=False,
        help_text=gettext_lazy("For a physician from outside the unit. Empty: of this unit."),
    )  # fmt: skip
    given_on = day_field(gettext_lazy("Reviewed on"))
    continues = forms.ChoiceField(
        label=gettext_lazy("Treatment should"),
        choices=[CHOOSE, ("yes", gettext_lazy("Go on")), ("no", gettext_lazy("End"))],
    )
    next_on = day_field(gettext_lazy("Next review by"), required=False)
    document = forms.CharField(label=gettext_lazy("Which paper"), max_length=160)
    words = words_field(gettext_lazy("Note"), required=False)


class AppealForm(SignedForm):
    """The person's own words."""

    made_on = day_field(gettext_lazy("Day of the appeal"))
    words = words_field(gettext_lazy("In the person's own words"))


class AnswerForm(SignedForm):
    """What somebody who did not decide finds."""

    own_pin = True
    upheld = forms.ChoiceField(
        label=gettext_lazy("The appeal is"),
        choices=[CHOOSE, ("yes", gettext_lazy("Right: refer anew")),
                 ("no", gettext_lazy("Not right: the refusal stands"))],
    )  # fmt: skip
    words = words_field(gettext_lazy("Why"))
