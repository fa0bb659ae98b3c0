"""Staff and their PINs: who signs in place, and what happens when the PIN is wrong."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.staff.models import Pin, User
from vangnet.clinic.staff.roles import Role

WRONG_PINS_MAX = 3
PIN_LOCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Someone proved, here and now, who they are."""

    user: User
    at: datetime
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinAnswer:
    """What came of a PIN: a signature, or why not."""

    signature: Signature | None
    locked_until: datetime | None = None
    tries_left: int = 0


def add_user(
    *, username: str, display_name: str, role: Role, password: str, by: str,
    pin: str | None = None, badge: str | None = None, is_medical_director: bool = False,
) -> User:  # fmt: skip
    """A new member of staff. `by` is the actor's key or "system:…"."""
    with acting(by):
        user = User.objects.create_user(
            username=username,
            password=password,
            display_name=display_name,
            role=role.value,
            badge=badge,
            is_medical_director=is_medical_director,
        )
        if pin is not None:
            Pin.objects.create(user=user, pin_hash=_hash(user, pin))
        return user


def set_pin(*, user: User, pin: str, by: str) -> None:
    """Replace the PIN and forget the wrong tries. `by` is the actor's key or "system:…"."""
    with acting(by):
        Pin.objects.update_or_create(
            user=user,
            defaults={"pin_hash": _hash(user, pin), "wrong_in_a_row": 0, "locked_until": None},
        )


def sign_in_place(*, user: User, pin: str, at: datetime) -> PinAnswer:
    """Check a PIN typed at the hatch. Wrong tries are counted one after another, also when they

    come at the same moment, and are kept whatever becomes of the dose: this is a transaction of
    its own, before the hand-over's.
    """
    with transaction.atomic():
        kept = Pin.objects.select_for_update().filter(user=user, user__is_active=True).first()
        if kept is None:
            return PinAnswer(signature=None)
        if kept.locked_until and at < kept.locked_until:
            return PinAnswer(signature=None, locked_until=kept.locked_until)
        if check_password(_peppered(user, pin), kept.pin_hash):
            if kept.wrong_in_a_row:
                kept.wrong_in_a_row = 0
                kept.locked_until = None
                kept.save(update_fields=["wrong_in_a_row", "locked_until"])
            return PinAnswer(signature=Signature(user=user, at=at, method="pin"))
        return _count_wrong(kept, at)


def _count_wrong(kept: Pin, at: datetime) -> PinAnswer:
    kept.wrong_in_a_row += 1
    if kept.wrong_in_a_row >= WRONG_PINS_MAX:
        kept.wrong_in_a_row = 0
        kept.locked_until = at + PIN_LOCK
    kept.save(update_fields=["wrong_in_a_row", "locked_until"])
    return PinAnswer(
        signature=None,
        locked_until=kept.locked_until if kept.wrong_in_a_row == 0 else None,
        tries_left=WRONG_PINS_MAX - kept.wrong_in_a_row if kept.wrong_in_a_row else 0,
    )


def _hash(user: User, pin: str) -> str:
    if not (pin.isdigit() and 4 <= len(pin) <= 8):
        raise ValueError("A PIN has 4 to 8 digits.")
    return make_password(_peppered(user, pin), hasher="pin_argon2")


def _peppered(user: User, pin: str) -> str:
    # A PIN is short: only a key that is not in the database keeps a stolen table from being tried.
    return hmac.new(settings.SECRET_KEY.encode(), f"{user.pk}:{pin}".encode(), sha256).hexdigest()
