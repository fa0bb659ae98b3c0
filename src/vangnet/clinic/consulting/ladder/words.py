"""The ladder in the reader's language: rungs, why they ended, contacts, and every refusal."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vangnet.rules.ladder import ContactKind, EpisodeEndReason, Follows, LadderReason, Treatment

TREATMENTS: dict[Treatment, Any] = {
    Treatment.METHADONE: _("Methadone"),
    Treatment.SLOW_RELEASE_MORPHINE: _("Slow-release morphine"),
    Treatment.BUPRENORPHINE: _("Buprenorphine"),
    Treatment.ABSTINENCE: _("Abstinence"),
    Treatment.HAT: _("HAT"),
    Treatment.OTHER: _("Other treatment"),
}
END_REASONS: dict[EpisodeEndReason, Any] = {
    EpisodeEndReason.CHANGED_TREATMENT: _("Changed to another treatment"),
    EpisodeEndReason.NOT_EFFECTIVE: _("Not effective enough"),
    EpisodeEndReason.SIDE_EFFECTS: _("Side effects"),
    EpisodeEndReason.DROPPED_OUT: _("Stayed away"),
    EpisodeEndReason.COMPLETED: _("Completed"),
    EpisodeEndReason.OWN_CHOICE: _("Own choice"),
    EpisodeEndReason.EXCLUDED: _("Excluded"),
    EpisodeEndReason.MOVED: _("Moved"),
    EpisodeEndReason.PRISON: _("Prison"),
    EpisodeEndReason.DECEASED: _("Died"),
}
# These say that a treatment did not do what it was for.
FAILED = frozenset(
    {
        EpisodeEndReason.NOT_EFFECTIVE,
        EpisodeEndReason.SIDE_EFFECTS,
        EpisodeEndReason.DROPPED_OUT,
        EpisodeEndReason.EXCLUDED,
    }
)
CONTACT_KINDS: dict[ContactKind, Any] = {
    ContactKind.DISPENSING: _("Came for a dose"),
    ContactKind.VISIT: _("Visit"),
    ContactKind.COUNSELLING: _("Counselling"),
    ContactKind.MEDICAL: _("Medical"),
    ContactKind.PHONE: _("By telephone"),
    ContactKind.OUTREACH: _("Outreach"),
}
FOLLOWS: dict[Follows, Any] = {
    Follows.METHADONE_HERE: _("Methadone, given here"),
    Follows.OTHER_PROVIDER: _("Methadone, given by another clinic"),
    Follows.PRISON_MEDICAL_SERVICE: _("Methadone, given by the medical service of the prison"),
    Follows.NOTHING: _("Nothing: the person died"),
}
REASONS: dict[LadderReason, Any] = {
    LadderReason.PATIENT_OF_ANOTHER_UNIT: _("This patient is of another unit."),
    LadderReason.STARTS_IN_THE_FUTURE: _("The first day lies in the future."),
    LadderReason.ENDS_BEFORE_ITS_START: _("The last day lies before the first."),
    LadderReason.ENDS_IN_THE_FUTURE: _("The last day lies in the future."),
    LadderReason.END_WITHOUT_A_REASON: _("Say why it ended."),
    LadderReason.DOSE_BEFORE_THE_START: _("A dose lies before the first day."),
    LadderReason.DOSE_AFTER_THE_END: _("A dose lies after the last day."),
    LadderReason.DOSE_IN_THE_FUTURE: _("A dose lies in the future. Only an order may."),
    LadderReason.TWO_DOSES_ON_ONE_DAY: _("Two doses begin on the same day."),
    LadderReason.DOSE_IMPOSSIBLE: _("A dose is no amount the record can hold."),
    LadderReason.SAME_TREATMENT_TWICE: _(
        "The same treatment is written down for those days already."
    ),
    LadderReason.ALREADY_ENDED: _("It has ended already. Correct the episode instead."),
    LadderReason.ALREADY_CORRECTED: _("This was corrected meanwhile. Open the newer entry."),
    LadderReason.HAT_ENDS_BY_LEAVING: _("HAT here ends on the page “Leave treatment”."),
    LadderReason.LEFT_AND_NO_NEW_APPROVAL: _(
        "This person left HAT. A new approval comes before HAT begins again."
    ),
    LadderReason.ALIKE_ENROLLED: _(
        "Somebody in treatment at another unit could be this person. Call that unit, and write"
        " down who this is: Between units."
    ),
    LadderReason.HAS_DIED: _("This person has died. No treatment can begin."),
    LadderReason.NO_HAT_TO_LEAVE: _("No HAT runs here. Write down since when it does."),
    LadderReason.EXIT_STANDS: _("It ended when the person left treatment. Take that back first."),
    LadderReason.FOLLOWS_NOT_NAMED: _("Name who gives methadone from now on."),
    LadderReason.FOLLOWS_HERE_AND_ELSEWHERE: _(
        "Leave the clinic empty, or choose who else gives methadone."
    ),
    LadderReason.FOLLOWS_NOTHING: _("Only after a death does nothing follow."),
    LadderReason.CONTACT_IN_THE_FUTURE: _("This day lies in the future."),
    LadderReason.BEFORE_BIRTH: _("A day lies before this person was born. Type the year again."),
    LadderReason.AFTER_DEATH: _("This person had died by that day. Type the day again."),
    LadderReason.DOSE_GIVEN_AFTER_THE_END: _(
        "A dose was given here after this last day. Type the day of the last dose, or a later one."
    ),
}


def said(reasons: tuple[LadderReason, ...]) -> list[Any]:
    return [REASONS[one] for one in reasons]
