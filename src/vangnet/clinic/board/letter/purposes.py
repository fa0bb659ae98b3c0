"""What a hospital needs a letter for, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vangnet.clinic.board.models import LetterPurpose

PURPOSES: dict[str, Any] = {
    LetterPurpose.EMERGENCY_DEPARTMENT.value: _("Emergency department"),
    LetterPurpose.ADMISSION.value: _("Admission"),
    LetterPurpose.OPERATION.value: _("An operation"),
    LetterPurpose.OUTPATIENT.value: _("A visit as outpatient"),
    LetterPurpose.OTHER.value: _("Other care"),
}
