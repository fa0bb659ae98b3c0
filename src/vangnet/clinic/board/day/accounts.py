"""Who works in a made-up unit. The passwords and PINs are public by design: nothing real is there.

A unit that treats people never gets these accounts.
"""

from dataclasses import dataclass

from vangnet.clinic.staff.roles import Role

PASSWORD = "vangnet-demo"  # noqa: S105  # printed on the first screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One made-up member of staff."""

    username: str
    display_name: str
    role: Role
    pin: str
    is_medical_director: bool = False

    @property
    def place(self) -> str:
        """What they are in their unit: `east-nurse2` is its `nurse2`."""
        return self.username.rpartition("-")[2]

    @property
    def badge(self) -> str:
        return f"BADGE-{self.username.upper()}"

    @property
    def who(self) -> str:
        director = ", medical director" if self.is_medical_director else ""
        return f"{self.display_name}, {self.role.value}{director}"


ACCOUNTS = (
    Account(username="desk", display_name="Dana Desk", role=Role.DESK, pin="1111"),
    Account(username="nurse", display_name="Noor Nurse", role=Role.NURSE, pin="2222"),
    Account(username="nurse2", display_name="Nils Nurse", role=Role.NURSE, pin="3333"),
    Account(username="nurse3", display_name="Nadia Nurse", role=Role.NURSE, pin="4444"),
    Account(username="nurse4", display_name="Niek Nurse", role=Role.NURSE, pin="5555"),
    Account(
        username="prescriber",
        display_name="Pieter Prescriber",
        role=Role.PRESCRIBER,
        pin="6666",
        is_medical_director=True,
    ),
    Account(
        username="pharmacist", display_name="Fatma Pharmacist", role=Role.PHARMACIST, pin="7777"
    ),
    Account(username="manager", display_name="Mees Manager", role=Role.MANAGER, pin="8888"),
    Account(username="auditor", display_name="Aisha Auditor", role=Role.AUDITOR, pin="9999"),
)

# Of the unit next door, where people are guests and go to when they move. One signs for all.
NEXT_DOOR = (
    Account(username="east-desk", display_name="Dirk Desk", role=Role.DESK, pin="1212"),
    Account(username="east-nurse", display_name="Nour Nurse", role=Role.NURSE, pin="2323"),
    Account(username="east-nurse2", display_name="Nico Nurse", role=Role.NURSE, pin="3434"),
    Account(
        username="east-prescriber",
        display_name="Petra Prescriber",
        role=Role.PRESCRIBER,
        pin="6767",
        is_medical_director=True,
    ),
    Account(
        username="east-pharmacist",
        display_name="Farid Pharmacist",
        role=Role.PHARMACIST,
        pin="7878",
    ),
)


def rows() -> list[list[str]]:
    """As a screen shows them: name to sign in with, who that is, password, PIN."""
    return [[one.username, one.who, PASSWORD, one.pin] for one in ACCOUNTS + NEXT_DOOR]
