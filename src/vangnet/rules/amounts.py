"""What is given and how: drugs, salt forms, routes, and amounts in milligrams.

An amount is a `Decimal` of mg of one named salt form, never a float and never bare: the same
"mg" of another salt is another amount of drug.
"""

from decimal import ROUND_DOWN, Decimal, InvalidOperation
from enum import StrEnum

MG_PLACES = 3
MG_STEP = Decimal("0.001")


class Drug(StrEnum):
    """What is prescribed. Stored by value: add freely, never rename."""

    DIAMORPHINE = "diamorphine"
    METHADONE = "methadone"
    MORPHINE = "morphine"
    HYDROMORPHONE = "hydromorphone"
    BUPRENORPHINE = "buprenorphine"


# Given under an approval for heroin-assisted treatment. Plain methadone needs an order, not that.
OF_HAT = frozenset({Drug.DIAMORPHINE, Drug.HYDROMORPHONE})


class SaltForm(StrEnum):
    """What a milligram is a milligram of. Stored by value: add freely, never rename."""

    HYDROCHLORIDE_MONOHYDRATE = "hydrochloride_monohydrate"
    HYDROCHLORIDE_ANHYDROUS = "hydrochloride_anhydrous"
    BASE = "base"
    HYDROCHLORIDE = "hydrochloride"  # of methadone, hydromorphone, buprenorphine: it has no water
    SULFATE_PENTAHYDRATE = "sulfate_pentahydrate"  # of morphine


class Route(StrEnum):
    """How it enters the body. Stored by value: add freely, never rename."""

    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    INHALED = "inhaled"
    ORAL = "oral"
    NASAL = "nasal"
    SUBLINGUAL = "sublingual"


# g/mol. Chemistry, no country's number: hydrochloride monohydrate and anhydrous as the domain notes
# give them, base from the formula C21H23NO5.
MOLAR_MASS = {
    SaltForm.HYDROCHLORIDE_MONOHYDRATE: Decimal("423.9"),
    SaltForm.HYDROCHLORIDE_ANHYDROUS: Decimal("405.9"),
    SaltForm.BASE: Decimal("369.4"),
}
FACTOR_STEP = Decimal("0.01")  # factors are written with two decimals


def smallest_factor(of: SaltForm, into: SaltForm) -> Decimal | None:
    """As how many mg of `into` one mg of `of` counts at the least: it holds so much of the drug.

    None where these are not two forms of diamorphine.
    """
    if of not in MOLAR_MASS or into not in MOLAR_MASS:
        return None
    return (MOLAR_MASS[into] / MOLAR_MASS[of]).quantize(FACTOR_STEP, ROUND_DOWN)


def is_whole_step(mg: Decimal) -> bool:
    """Whether `mg` (mg) is finite and no finer than the register can hold (0.001 mg)."""
    try:
        return mg.is_finite() and mg == mg.quantize(MG_STEP)
    except InvalidOperation:  # more digits than any register has
        return False
