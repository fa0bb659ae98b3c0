"""What the prescriber types: a fixed dose, or a schedule that becomes dated doses.

Whether it may be ordered is the rule's affair; here a slip of the pen is caught, nothing more.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.amount_field import milligrams
from vangnet.clinic.consulting.forms import DatedForm, day_field
from vangnet.clinic.consulting.orders.facts import Wanted
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.dosing.facts import OrderKind, StepFacts
from vangnet.rules.schedules import fits, schedule
from vangnet.rules.tables import Product

KINDS = (
    (OrderKind.FIXED.value, gettext_lazy("Fixed: the same every day")),
    (OrderKind.INDUCTION.value, gettext_lazy("Induction: from the first dose up")),
    (OrderKind.TITRATION.value, gettext_lazy("Titration: up or back up to a dose")),
    (OrderKind.TAPER.value, gettext_lazy("Taper: down to a dose")),
)
DOSES_PER_DAY_TYPED_MAX = 99  # what the field holds; the limit is the protocol's
STOP_REASONS = (
    ("another_treatment", gettext_lazy("Another treatment takes its place")),
    ("side_effects", gettext_lazy("Side effects")),
    ("patient_asked", gettext_lazy("The patient asked for it")),
    ("written_wrongly", gettext_lazy("It was written wrongly")),
    ("treatment_ended", gettext_lazy("The treatment has ended")),
)
# Nobody chooses these: another action stopped the order.
STOP_WORDS = {**dict(STOP_REASONS), "transferred": gettext_lazy("Moved to another unit")}


class WriteForm(DatedForm):
    """One order as it is typed. `wanted` is what the rule is asked about."""

    product = forms.ChoiceField(label=gettext_lazy("Drug, salt form and route"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of order"), choices=KINDS)
    dose_mg = milligrams(gettext_lazy("One dose, to begin with"))
    doses_per_day = forms.IntegerField(
        label=gettext_lazy("Doses a day"), min_value=1, max_value=DOSES_PER_DAY_TYPED_MAX
    )
    day_mg = milligrams(
        gettext_lazy("Most in a day"), required=False,
        help_text=gettext_lazy("Left empty: all doses of the day"),
    )  # fmt: skip
    valid_from = day_field(gettext_lazy("First day"))
    valid_until = day_field(gettext_lazy("Last day"))
    target_mg = milligrams(gettext_lazy("One dose, in the end"), lowest=Decimal(0), required=False)
    step_mg = milligrams(gettext_lazy("Each step"), required=False)
    every_days = forms.IntegerField(
        label=gettext_lazy("A step every"), min_value=1, max_value=99, required=False
    )
    is_restart = forms.BooleanField(
        label=gettext_lazy("A fresh start: the first dose is a first dose again"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it changes"), max_length=300, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    read = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, products: list[tuple[str, Any]],
                 parts: Mapping[Product, Decimal | None], **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.parts = parts
        choose = [("", gettext_lazy("Choose")), *products]
        self.fields["product"].choices = choose  # type: ignore[attr-defined]
        self.wanted: Wanted | None = None

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not self.errors:
            steps = self._fixed(typed) if typed["kind"] == OrderKind.FIXED else self._dated(typed)
            if steps:
                drug, salt_form, route = self._product(typed)
                self.wanted = Wanted(
                    kind=OrderKind(typed["kind"]), drug=drug, salt_form=salt_form, route=route,
                    steps=steps, valid_until=typed["valid_until"],
                    is_restart=typed["is_restart"], reason=typed["reason"],
                )  # fmt: skip
        return typed

    def _product(self, typed: dict[str, Any]) -> Product:
        drug, salt_form, route = typed["product"].split("/")
        return Drug(drug), SaltForm(salt_form), Route(route)

    def _fixed(self, typed: dict[str, Any]) -> tuple[StepFacts, ...]:
        dose_mg, doses = typed["dose_mg"], typed["doses_per_day"]
        day_mg = typed["day_mg"] or dose_mg * doses
        return (
            StepFacts(
                from_on=typed["valid_from"], dose_mg=dose_mg, doses_per_day=doses, day_mg=day_mg
            ),
        )

    def _dated(self, typed: dict[str, Any]) -> tuple[StepFacts, ...]:
        kind = OrderKind(typed["kind"])
        for name in ("target_mg", "step_mg", "every_days"):
            if typed.get(name) is None:
                self.add_error(name, _("A schedule needs this."))
        if self.errors:
            return ()
        if not fits(kind, start_mg=typed["dose_mg"], target_mg=typed["target_mg"]):
            self.add_error("target_mg", _("This lies the other way. Type both doses again."))
            return ()
        steps = schedule(
            kind, start_mg=typed["dose_mg"], step_mg=typed["step_mg"],
            every_days=typed["every_days"], target_mg=typed["target_mg"],
            doses_per_day=typed["doses_per_day"], first_on=typed["valid_from"],
            last_on=typed["valid_until"], part_mg=self.parts.get(self._product(typed)),
        )  # fmt: skip
        if not steps or steps[0].from_on != typed["valid_from"]:
            self.add_error("dose_mg", _("The first dose is smaller than one step of the protocol."))
            return ()
        return steps

    @property
    def fingerprint(self) -> str:
        """What is asked, in one word: the same typed again has the same."""
        kept = {name: str(value) for name, value in self.cleaned_data.items() if name in ASKED}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()

    @property
    def was_read(self) -> bool:
        """Whether exactly this was checked, and shown, before it is signed."""
        return bool(self.cleaned_data.get("read") == self.fingerprint)


ASKED = frozenset(WriteForm.base_fields) - {"request_id", "read"}


class StopForm(SignedForm):
    """An order ends now; signed with the prescriber's own PIN."""

    own_pin = True
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=STOP_REASONS)
