"""What is agreed between units, in the reader's language: every refusal and what to do."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from vangnet.rules.moving import MovingReason as R

REASONS: dict[R, Any] = {
    R.PATIENT_OF_ANOTHER_UNIT: _("This patient belongs to another unit. Its prescriber signs."),
    R.NOT_OF_EITHER_UNIT: _("Only a prescriber of one of the two units signs this."),
    R.SAME_UNIT: _("The patient belongs to that unit. Choose another one."),
    R.ANOTHER_COUNTRY: _("That unit is in another country, where other rules hold. Call it."),
    R.DAYS_IN_THE_PAST: _("These days lie in the past. Begin today or later."),
    R.ENDS_BEFORE_IT_STARTS: _("The last day lies before the first."),
    R.DOSED_ON_THESE_DAYS: _(
        "A dose was given at the other unit on one of these days. Choose the day after it."
    ),
    R.GUEST_DAYS_OVERLAP: _("Guest days are signed for some of these days. Cut those short first."),
    R.TRANSFER_IS_OPEN: _("A transfer is under way. Take it back first, or choose days before it."),
    R.NO_ORDER_ON_THESE_DAYS: _("No order runs on all of these days. Write one that does."),
    R.VISIT_IS_OPEN: _("The patient is in a unit right now. Wait until they have left."),
    R.HAS_DIED: _("This person has died."),
    R.NOBODY_ALIKE: _("Nobody in treatment at another unit looks like this person now."),
    R.CUT_IS_NOT_SHORTER: _("The guest days end then already, or were taken back."),
    R.GUEST_DAYS_ARE_OVER: _("These guest days are over, or were taken back."),
    R.NOT_THE_GUEST_UNIT: _("Only a prescriber of the guest unit signs its order."),
    R.HOME_ORDER_MISSING: _("The own unit has no such order on these days. Call it."),
    R.ANOTHER_PRODUCT_THAN_HOME: _("The own unit ordered another salt form or route."),
    R.DOSE_ABOVE_HOME_ORDER: _("One dose is above what the own unit ordered."),
    R.DAY_ABOVE_HOME_ORDER: _("The day is above what the own unit ordered."),
    R.DOSES_ABOVE_HOME_ORDER: _("There are more doses a day than the own unit ordered."),
    R.DAY_BELOW_ONE_DOSE: _("The most in a day is less than one dose."),
    R.PRODUCT_NOT_IN_OWN_PROTOCOL: _("The signed protocol of this unit does not have this drug."),
    R.DOSE_ABOVE_OWN_PROTOCOL: _("One dose is above the protocol of this unit."),
    R.DAY_ABOVE_OWN_PROTOCOL: _("The day is above the protocol of this unit."),
    R.DOSES_ABOVE_OWN_PROTOCOL: _("There are more doses a day than the protocol of this unit has."),
    R.GUEST_DAYS_REACH_INTO_IT: _("Guest days reach into the transfer. Cut them short first."),
    R.ANSWERED_ALREADY: _("This transfer was answered already."),
    R.NOT_THE_RECEIVING_UNIT: _("A prescriber of the unit that is asked signs this."),
    R.NOT_ACCEPTED: _("The transfer is not accepted yet."),
    R.TRANSFER_IS_UNDONE: _("This transfer was ended: the patient stays. Ask for a new one."),
    R.DAY_HAS_NOT_COME: _("The day of the transfer has not come yet."),
    R.REFERRAL_IS_OPEN: _("A referral is open. Decide it before the patient moves."),
}


def said(reasons: Iterable[R]) -> list[Any]:
    return [REASONS[one] for one in reasons]
