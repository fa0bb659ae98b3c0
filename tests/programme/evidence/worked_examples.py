"""Data of published worked examples, as their papers print them; results stand in the tests.

BCG: Colditz and others, JAMA 1994;271:698, as `dat.bcg` of the R package metafor.
EXPECTANCY: Raudenbush 1985, as in Raudenbush 2009, table 16.2: effects and their variances.
DIURETICS: Collins and others, BMJ 1985;290:17, pre-eclampsia, as in Viechtbauer 2007.
"""

from vangnet.programme.evidence.effects import Counts, Measure, on_pooling_scale
from vangnet.programme.evidence.pooling import Trial

BCG = [  # cases and others when vaccinated, cases and others when not
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]  # fmt: skip
EXPECTANCY = [
    (0.03, 0.0156), (0.12, 0.0216), (-0.14, 0.0279), (1.18, 0.1391), (0.26, 0.1362),
    (-0.06, 0.0106), (-0.02, 0.0106), (-0.32, 0.0484), (0.27, 0.0269), (0.80, 0.0630),
    (0.54, 0.0912), (0.18, 0.0497), (-0.02, 0.0835), (0.23, 0.0841), (-0.18, 0.0253),
    (-0.06, 0.0279), (0.30, 0.0193), (0.07, 0.0088), (-0.07, 0.0303),
]  # fmt: skip
DIURETICS = [  # cases among people with diuretics, cases among people without
    (14, 131, 14, 136), (21, 385, 17, 134), (14, 57, 24, 48), (6, 38, 18, 40), (12, 1011, 35, 760),
    (138, 1370, 175, 1336), (15, 506, 20, 524), (6, 108, 2, 103), (65, 153, 40, 102),
]  # fmt: skip


def bcg(measure: Measure) -> list[Trial]:
    return [
        _trial(str(n), Counts(events=a, people=a + b, control_events=c, control_people=c + d),
               measure)
        for n, (a, b, c, d) in enumerate(BCG, start=1)
    ]  # fmt: skip


def expectancy() -> list[Trial]:
    return [
        Trial(key=str(n), effect=effect, variance=variance)
        for n, (effect, variance) in enumerate(EXPECTANCY, start=1)
    ]


def diuretics() -> list[Trial]:
    return [
        _trial(str(n), Counts(events=a, people=b, control_events=c, control_people=d),
               Measure.ODDS)
        for n, (a, b, c, d) in enumerate(DIURETICS, start=1)
    ]  # fmt: skip


def _trial(key: str, counts: Counts, measure: Measure) -> Trial:
    effect, variance = on_pooling_scale(counts, measure)
    return Trial(key=key, effect=effect, variance=variance)
