"""What is typed about one check. Ranges and slips are rules.measures' to say, words are here."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import AmountField
from vangnet.clinic.consulting.care import words
from vangnet.clinic.consulting.care.actions import NewResult
from vangnet.clinic.consulting.care.places import PLACES
from vangnet.clinic.consulting.forms import day_field
from vangnet.clinic.consulting.life import SAID
from vangnet.clinic.consulting.models import Result
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.care import INFECTIONS, MEASURED, TESTED, Finding, Method, SiteState
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.days import Life, fault_of_day
from vangnet.rules.measures import Fault, Measure, fault, measure, pair_fault

HAD = "had"


def text_field(label: Any, *, required: bool = False, longest: int = 300) -> forms.CharField:
    rows = 3 if longest <= 300 else 8
    widget = forms.Textarea({"rows": rows}) if longest > 200 else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget)


class ResultForm(SignedForm):
    """A check on a day. Each kind adds what it holds."""

    kind: CheckKind
    words_needed: ClassVar[bool] = False

    def __init__(
        self, *args: Any, kind: CheckKind, last: Result | None, life: Life, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.kind, self.last, self.life = kind, last, life
        self.today = clinic_day_of(self.unit, at=self.at)
        self.add_fields()
        self.fields["words"] = text_field(
            gettext_lazy("What was agreed") if self.words_needed else gettext_lazy("Remark"),
            required=self.words_needed,
        )
        self.fields["taken_on"] = day_field(gettext_lazy("Day"), initial=self.today)

    def add_fields(self) -> None:
        """The fields of this kind of check, before the remark and the day."""

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if wrong := fault_of_day(day, self.life):
            raise forms.ValidationError(SAID[wrong])
        return day

    def new_result(self) -> NewResult:
        return NewResult(
            kind=self.kind, taken_on=self.cleaned_data["taken_on"],
            words=self.cleaned_data["words"], **self.found(),
        )  # fmt: skip

    def found(self) -> dict[str, Any]:
        return {}


class MeasuredForm(ResultForm):
    """One number or two. A value far from the last is asked for a second time."""

    far = False  # it is far from the last: only then the page asks whether it is right

    @property
    def written_fields(self) -> list[forms.BoundField]:
        return [one for one in super().written_fields if one.name != "sure" or self.far]

    def add_fields(self) -> None:
        self.parts: dict[str, Measure] = {}
        labels = {"value": words.CHECKS[self.kind], "second": gettext_lazy("Lower value")}
        if self.kind is CheckKind.BLOOD_PRESSURE:
            labels["value"] = gettext_lazy("Upper value")
        if self.kind is CheckKind.ECG:
            labels["value"] = gettext_lazy("QTc")
        for name, label in labels.items():
            if number := measure(self.kind, name):
                self.parts[name] = number
                self.fields[name] = _number(label, number)
        self.fields["sure"] = forms.BooleanField(
            required=False, label=gettext_lazy("I measured it again: it is right"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.far = sure = bool(cleaned.get("sure"))
        for name, number in self.parts.items():
            value = cleaned.get(name)
            last = getattr(self.last, name) if self.last else None
            wrong = None if value is None else fault(number, value, last=last, sure=sure)
            if wrong is not None:
                self.far = self.far or wrong is Fault.FAR_FROM_LAST
                self.add_error(name, _said(wrong, number, last))
        value, second = cleaned.get("value"), cleaned.get("second")
        if value and second and not self.errors and pair_fault(value, second):
            self.add_error(
                "second", _("The lower value lies below the upper one. Type both again.")
            )
        return cleaned

    def found(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.parts}


class InfectionForm(ResultForm):
    def add_fields(self) -> None:
        findings = [(one.value, words.FINDINGS[one]) for one in TESTED]
        self.fields["finding"] = forms.ChoiceField(
            label=gettext_lazy("Result"), choices=findings, widget=forms.RadioSelect
        )
        self.fields["method"] = forms.ChoiceField(
            label=gettext_lazy("What was tested"),
            choices=[("", gettext_lazy("Choose")), *words.choices(words.METHODS)],
        )

    def found(self) -> dict[str, Any]:
        written = self.cleaned_data
        return {"finding": Finding(written["finding"]), "method": Method(written["method"])}


class PartsForm(ResultForm):
    """A finding for each of several; what is left open was not looked at."""

    none_said: ClassVar[Any] = ""

    def chosen(self) -> dict[str, str]:
        names = [name for name in self.fields if name.startswith("part-")]
        known = {name.removeprefix("part-"): self.cleaned_data.get(name) for name in names}
        return {code: finding for code, finding in known.items() if finding}

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("part-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.nothing():
            self.add_error(None, self.none_said)
        return cleaned

    def nothing(self) -> bool:
        return not self.chosen()

    def _add(self, code: str, label: Any, findings: list[tuple[str, Any]], none: Any) -> None:
        self.fields[f"part-{code}"] = forms.ChoiceField(
            label=label, required=False, choices=[("", none), *findings]
        )


class SitesForm(PartsForm):
    none_said = gettext_lazy("Choose for at least one place how it looks.")

    def add_fields(self) -> None:
        for place in PLACES:
            none = gettext_lazy("Not looked at")
            self._add(place.code, place.name, words.choices(words.SITE_STATES), none)

    def found(self) -> dict[str, Any]:
        parts = tuple((code, SiteState(state)) for code, state in self.chosen().items())
        return {"parts": parts}


class UrineForm(PartsForm):
    none_said = gettext_lazy("Choose a result for what was in the panel.")

    def add_fields(self) -> None:
        no_urine = [
            (one.value, words.FINDINGS[one]) for one in (Finding.REFUSED, Finding.NOT_POSSIBLE)
        ]
        self.fields["had"] = forms.ChoiceField(
            label=gettext_lazy("Urine"), initial=HAD, widget=forms.RadioSelect,
            choices=[(HAD, gettext_lazy("Tested")), *no_urine],
        )  # fmt: skip
        findings = [(one.value, words.FINDINGS[one]) for one in TESTED]
        for code, name in words.SUBSTANCES.items():
            self._add(code, name, findings, gettext_lazy("Not in the panel"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and cleaned.get("had") != HAD and self.chosen():
            self.add_error("had", _("Without urine there is no result. Empty the results."))
        return cleaned

    def nothing(self) -> bool:
        return self.cleaned_data.get("had") == HAD and not self.chosen()

    def found(self) -> dict[str, Any]:
        if self.cleaned_data["had"] != HAD:
            return {"finding": Finding(self.cleaned_data["had"])}
        return {"parts": tuple((code, Finding(one)) for code, one in self.chosen().items())}


class TalkForm(ResultForm):
    words_needed = True


def form_for(kind: CheckKind) -> type[ResultForm]:
    if kind in MEASURED:
        return MeasuredForm
    if kind in INFECTIONS:
        return InfectionForm
    if kind is CheckKind.INJECTION_SITES:
        return SitesForm
    return UrineForm if kind is CheckKind.URINE else TalkForm


def _number(label: Any, number: Measure) -> AmountField:
    unit = words.UNITS.get(number.unit, number.unit)
    wrong = _("Type a number in %(unit)s.") % {"unit": unit}
    return AmountField(
        label=label, max_digits=8, decimal_places=2, min_value=Decimal(0),
        widget=forms.TextInput(attrs={"unit": unit}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places",
             "max_whole_digits"), wrong),
    )  # fmt: skip


def _said(wrong: Fault, number: Measure, last: Decimal | None) -> str:
    told = {
        "lowest": number.lowest, "highest": number.highest,
        "unit": words.UNITS.get(number.unit, number.unit),
        "last": f"{last.normalize():f}" if last else "",
    }  # fmt: skip
    sentences = {
        Fault.TOO_FINE: _("This is finer than it is measured. Type it again."),
        Fault.TEN_FOLD: _(
            "This may be ten times off: it lies between %(lowest)s and %(highest)s %(unit)s."
            " Type it again."
        ),
        Fault.OUT_OF_RANGE: _(
            "This cannot be: it lies between %(lowest)s and %(highest)s %(unit)s. Type it again."
        ),
        Fault.FAR_FROM_LAST: _(
            "The last one was %(last)s %(unit)s. Measure again; if it is right, tick that below."
        ),
    }
    return sentences[wrong] % told
