"""Made-up people with made-up Dutch names that say so. Any likeness is chance.

The same seed makes the same people.
"""

from datetime import date
from random import Random

from vangnet.clinic.board.day import faces
from vangnet.clinic.registry.person import Person, Photo, Sex

SYSTEM = "urn:vangnet:made-up"
CARD = "urn:vangnet:made-up:card"
FAMILY_NAMES = (
    "Voorbeeld", "Verzonnen", "van Nergens", "de Proef", "Bestaatniet", "Fictief", "Denkbeeld",
    "van Papier", "Oefening", "Zogenaamd", "de Schijn", "Verhaal", "Nietecht", "van Toneel",
    "Luchtkasteel", "Hersenschim", "Droombeeld", "de Rol", "Sprookje", "Schaduw",
)  # fmt: skip
WOMEN = ("Anna", "Bea", "Carla", "Dora", "Els", "Fleur", "Greet", "Hanna", "Iris", "Jet")
MEN = ("Arie", "Bas", "Cor", "Dirk", "Evert", "Freek", "Gijs", "Henk", "Ivo", "Joop")


def make(number: int, *, unit_code: str, rng: Random, with_face: bool) -> Person:
    """The `number`th person of a unit, counted from 1."""
    sex = Sex.FEMALE if rng.random() < 0.3 else Sex.MALE
    given = (WOMEN if sex is Sex.FEMALE else MEN)[(number * 7 + number // 20) % 10]
    family = FAMILY_NAMES[(number - 1) % len(FAMILY_NAMES)]
    born = date(rng.randint(1956, 1988), rng.randint(1, 12), rng.randint(1, 28))
    photo = (
        Photo(image=faces.draw(number, rng=rng), content_type="image/png") if with_face else None
    )
    return Person(
        family_name=family if number <= len(FAMILY_NAMES) else f"{family}-{_again(number)}",
        given_names=given,
        birth_date=born,
        sex=sex,
        identifiers=(
            (SYSTEM, f"MADE-UP-{unit_code}-{number:04d}"),
            (CARD, f"{unit_code}-{number:04d}"),
        ),
        photo=photo,
    )


def _again(number: int) -> str:
    """A second name for whoever comes after the list has run out."""
    step = (number - 1) // len(FAMILY_NAMES)
    return FAMILY_NAMES[(number - 1 + 3 * step) % len(FAMILY_NAMES)].split()[-1]
