"""One scale for breath alcohol: micrograms in a litre of breath, whatever the device prints."""

from decimal import Decimal

from vangnet.rules.facts import BreathUnit

STEP = Decimal("0.001")


def alcohol_ug_per_l(reading: Decimal, unit: BreathUnit, *, ratio: Decimal) -> Decimal:
    """`reading` in `unit` as ug per litre of breath, to 0.001.

    `ratio` is litres of breath that hold as much alcohol as one litre of blood; it is used only
    for readings in per mille of blood.
    """
    match unit:
        case BreathUnit.MICROGRAM_PER_LITRE:
            return reading.quantize(STEP)
        case BreathUnit.MILLIGRAM_PER_LITRE:
            return (reading * 1000).quantize(STEP)
        case BreathUnit.PER_MILLE:
            return (reading * 1_000_000 / ratio).quantize(STEP)
