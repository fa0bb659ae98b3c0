"""Drawn faces to tell made-up people apart: shapes and colours, never a photograph of anyone."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = 240
GROUNDS = ("#cfe0ee", "#e6dccb", "#d5e6d3", "#e9d3d6", "#ddd6ea", "#d3e5e4", "#ece2bd", "#dadfe5")
SKINS = ("#f1cfb0", "#d9a77f", "#b07d56", "#8a5a3b", "#e7bd98")
HAIRS = ("#2c2420", "#5d4330", "#8d6b43", "#b9a48a", "#6f7377", "#a0522d")
CLOTHES = ("#2f5d7c", "#6b4a6e", "#3f6b4f", "#7a4b3a", "#44506b", "#6b6433")


def draw(number: int, *, rng: Random) -> bytes:
    """A PNG that no other number of the same unit is likely to have."""
    picture = Image.new("RGB", (SIZE, SIZE), GROUNDS[number % len(GROUNDS)])
    pen = ImageDraw.Draw(picture)
    skin, hair = rng.choice(SKINS), rng.choice(HAIRS)
    width = rng.randint(46, 58)
    pen.ellipse((30, 178, 210, 330), fill=CLOTHES[number // 3 % len(CLOTHES)])
    pen.rectangle((104, 150, 136, 196), fill=skin)
    _hair_behind(pen, rng.randrange(4), hair, width)
    pen.ellipse((120 - width, 48, 120 + width, 174), fill=skin)
    _hair_above(pen, rng.randrange(4), hair, width)
    _features(pen, rng, hair)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _hair_behind(pen: ImageDraw.ImageDraw, style: int, colour: str, width: int) -> None:
    if style == 0:
        pen.rounded_rectangle((112 - width, 60, 128 + width, 190), 40, fill=colour)
    elif style == 1:
        pen.ellipse((108 - width, 36, 132 + width, 150), fill=colour)


def _hair_above(pen: ImageDraw.ImageDraw, style: int, colour: str, width: int) -> None:
    if style < 3:
        start, end = ((180, 360), (200, 345), (170, 300))[style]
        pen.chord((118 - width, 38, 122 + width, 140), start, end, fill=colour)


def _features(pen: ImageDraw.ImageDraw, rng: Random, hair: str) -> None:
    for x in (98, 142):
        pen.ellipse((x - 5, 106, x + 5, 116), fill="#2b2b2b")
        if rng.random() < 0.9:
            pen.line((x - 11, 96, x + 11, 96 + rng.randint(-3, 3)), fill=hair, width=5)
    if rng.random() < 0.4:
        for x in (98, 142):
            pen.ellipse((x - 17, 94, x + 17, 128), outline="#333333", width=4)
        pen.line((115, 110, 125, 110), fill="#333333", width=4)
    if rng.random() < 0.35:
        pen.chord((86, 112, 154, 178), 20, 160, fill=hair)
    pen.line((120, 112, 116, 132), fill="#00000055", width=3)
    pen.arc((102, 124, 138, 150), 25, 155, fill="#7c2f2f", width=4)
