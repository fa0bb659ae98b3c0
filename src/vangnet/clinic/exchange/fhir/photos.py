"""A photo from outside: decoded, checked, made small, and written anew: nothing hides in it."""

import base64
import binascii
import io
import warnings
from collections.abc import Sequence

from PIL import Image, ImageOps

from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.shape import Attachment
from vangnet.clinic.registry.person import Photo

ENCODED_LENGTH_MAX = 12 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_PIXELS_MAX = 640
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


def read(given: Sequence[Attachment]) -> tuple[Photo | None, list[Finding]]:
    """The first photo that can be shown, and what was left out."""
    notes: list[Finding] = []
    for number, one in enumerate(given):
        field = f"Patient.photo[{number}]"
        photo = _photo(one.data) if one.data else None
        if photo:
            return photo, notes
        fault = Fault.PHOTO_NOT_FETCHED if one.url and not one.data else Fault.PHOTO_UNFIT
        notes.append(Finding(fault, field))
    return None, notes


def _photo(encoded: str) -> Photo | None:
    if len(encoded) > ENCODED_LENGTH_MAX:
        return None
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    image = _written_anew(content)
    return Photo(image=image, content_type="image/jpeg") if image else None


def _written_anew(content: bytes) -> bytes | None:
    """As JPEG, upright, without whatever else the file carried. None when it is no photo."""
    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                if image.width * image.height > PIXELS_MAX:
                    return None
                upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
        upright.save(written, "JPEG", quality=_QUALITY)
    except Exception:
        # Decoders of damaged images raise errors of many kinds; each means: no photo.
        return None
    return written.getvalue()
