"""How a PIN is hashed (docs/decisions/0005). Passwords use Django's own Argon2 settings."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PinHasher(Argon2PasswordHasher):
    """Light, since a nurse waits for it at every dose: the pepper and the lock carry the weight."""

    algorithm = "pin_argon2"
    time_cost = 1
    memory_cost = 8192
    parallelism = 1
