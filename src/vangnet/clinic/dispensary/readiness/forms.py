"""The check of the unit, quick to do: lots that were there last time stand ready to be counted."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.dispensary.readiness.actions import Found, Lot
from vangnet.clinic.dispensary.readiness.models import UnitCheck
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.signing import OWN, SignedForm
from vangnet.rules.readiness_keys import DUTIES

LOTS_FEWEST, LOTS_MOST = 3, 12  # lines on the page: one more than there were lots last time
COUNT_MOST = 999  # what the field takes; how many are needed is the protocol's to say
READY, NOT_READY = "ready", "not_ready"
STATES = ((READY, gettext_lazy("Ready")), (NOT_READY, gettext_lazy("Not ready")))
UNSAID = {"required": gettext_lazy("Look, and choose how it was found.")}
ROLES = {
    "nurse": gettext_lazy("Nurse"), "prescriber": gettext_lazy("Prescriber"),
    "pharmacist": gettext_lazy("Pharmacist"), "desk": gettext_lazy("Desk"),
}  # fmt: skip


class CheckForm(SignedForm):
    """Counted and seen anew: of the check before, only lots and days are filled in."""

    own_pin = True
    oxygen = forms.ChoiceField(
        label=gettext_lazy("Oxygen"),
        choices=STATES,
        widget=forms.RadioSelect,
        error_messages=UNSAID,
    )
    kit = forms.ChoiceField(
        label=gettext_lazy("Resuscitation kit"),
        choices=STATES,
        widget=forms.RadioSelect,
        error_messages=UNSAID,
    )
    on_duty = forms.MultipleChoiceField(
        label=gettext_lazy("On duty"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)

    def __init__(self, *args: Any, last: UnitCheck | None, **more: Any) -> None:
        super().__init__(*args, **more)
        known = last.naloxone if last else []
        self.lots_shown = self._lines(len(known))
        for n in range(self.lots_shown):
            lot = known[n] if n < len(known) else None
            self.fields[f"lot-{n}"] = forms.CharField(
                label=gettext_lazy("Lot"), required=False, max_length=40, initial=lot and lot[0]
            )
            self.fields[f"until-{n}"] = forms.DateField(
                label=gettext_lazy("Usable until"), required=False,
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                initial=lot and date.fromisoformat(lot[1]),
            )  # fmt: skip
            self.fields[f"count-{n}"] = forms.IntegerField(
                label=gettext_lazy("How many"), required=False, min_value=0, max_value=COUNT_MOST,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )  # fmt: skip
        self.fields["on_duty"].choices = _staff(self.unit)  # type: ignore[attr-defined]
        if self.by.role in DUTIES:
            self.fields["on_duty"].initial = [str(self.by.pk)]

    def _lines(self, known: int) -> int:
        """As many as were typed into, whatever somebody else has counted meanwhile."""
        sent = sum(1 for name in self.data if name.startswith("lot-"))
        return min(max(LOTS_FEWEST, known + 1, sent), LOTS_MOST)

    @property
    def own_pin_field(self) -> forms.BoundField:
        return self[f"{OWN}_pin"]

    @property
    def seen_fields(self) -> list[forms.BoundField]:
        return [self["oxygen"], self["kit"]]

    @property
    def lot_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{part}-{n}"] for part in ("lot", "until", "count")]
            for n in range(self.lots_shown)
        ]

    def clean(self) -> dict[str, Any]:
        self.lots: list[Lot] = []
        for n in range(self.lots_shown):
            self._read_lot(n)
        return super().clean()

    def _read_lot(self, n: int) -> None:
        """A line counts when it was counted: an empty count is a lot that is not there."""
        count = self.cleaned_data.get(f"count-{n}")
        if not count:
            return
        number, until = self.cleaned_data.get(f"lot-{n}"), self.cleaned_data.get(f"until-{n}")
        if not number:
            self.add_error(f"lot-{n}", _("Type the number of the lot."))
        if not until:
            self.add_error(f"until-{n}", _("Type the last day on which it may be used."))
        if number and until:
            self.lots.append(Lot(number=number, expires_on=until, count=count))

    def found(self) -> Found:
        cleaned = self.cleaned_data
        staff = User.objects.filter(pk__in=cleaned["on_duty"]).order_by("pk")
        return Found(
            naloxone=tuple(self.lots), oxygen_ready=cleaned["oxygen"] == READY,
            resuscitation_kit_ready=cleaned["kit"] == READY,
            on_duty=tuple(one.pk for one in staff), words=cleaned["words"],
        )  # fmt: skip


def _staff(unit: Any) -> list[tuple[str, str]]:
    """Who works here in a role that the protocol may ask for, by name."""
    here = User.objects.filter(workplace__unit=unit, is_active=True, role__in=DUTIES)
    return [
        (str(one.pk), f"{one.display_name}, {ROLES[one.role]}")
        for one in here.order_by("display_name")
    ]
