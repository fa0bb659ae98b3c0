"""The desk's sentences: why someone was not checked in, and what each in the queue waits for."""

from typing import Any

from django.utils.translation import gettext as _

from vangnet.clinic.reception.actions import DoorReason
from vangnet.clinic.reception.banner import next_page
from vangnet.clinic.reception.facts import Waiting
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage


def door_sentence(reason: DoorReason) -> tuple[str | None, str]:
    """The field a reason belongs to, and what to do about it."""
    return {
        DoorReason.NOT_ALLOWED: (None, _("You may not check patients in. Ask the desk.")),
        DoorReason.FACE_NOT_CONFIRMED: (
            "face_matches", _("Compare the face with the photo, then tick this.")),
        DoorReason.NO_SECOND_IDENTIFIER: (
            "birth_date", _("Ask for the date of birth and type it.")),
        DoorReason.BIRTH_DATE_DIFFERS: (
            "birth_date", _("This is not the date of birth we know. Ask again.")),
        DoorReason.IDENTIFIER_DIFFERS: (
            "identifier", _("This number is not known for this patient. Read it again.")),
        DoorReason.ALREADY_HERE: (
            None, _("This patient is checked in already. See the rooms or the queue.")),
        DoorReason.REGISTERED_ELSEWHERE: (
            None, _("This patient belongs to another unit. Call that unit.")),
    }[reason]  # fmt: skip


def queue_row(one: Waiting, *, reader: User) -> dict[str, Any]:
    """A line of the queue: a word, a colour, and the step this reader may do next."""
    word, icon, tone, button, task = {
        Stage.WAITING: (_("Breath test"), "breath", "pre", _("Start test"), Task.TEST_BREATH),
        Stage.TESTED: (_("Check"), "precheck", "pre", _("Check"), Task.CHECK_BEFORE_DOSE),
        Stage.CHECKED: (_("Ready for the hatch"), "ok", "ok", _("Open"), Task.HAND_OVER),
    }[one.stage]
    return {
        "visit": one.visit, "number": one.visit.shown_number, "waited": one.waited,
        "is_long": one.is_long, "word": word, "icon": icon, "tone": tone, "button": button,
        "url": next_page(one.visit) if reader.may(task) else "",
    }  # fmt: skip
