"""The file that partners exchange: sorted pseudonyms, and whom to call. Pure, text in and out.

It names the unit that wrote it by a key of its own, so that nobody compares a unit with itself:
every one of its patients would be a possible match of a partner's.

No name, no number, no count of pseudonyms a person: the lines of everybody are sorted together. The
last line proves with the key that nothing was lost, added or changed on the way.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from vangnet.clinic.registry.pseudonym import key_id

FIRST_LINE = "vangnet-pseudonyms 2"  # 1 did not say which unit had written it
HEAD = ("unit", "phone", "key", "made", "from")
PSEUDONYM = re.compile(r"[0-9a-f]{64}")
UNIT_LENGTH_MAX, PHONE_LENGTH_MAX = 80, 40
# No clinical value: an older list says little of who is enrolled today. --oldest-days changes it.
OLDEST_DAYS = 31
LINES_MAX = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFile:
    """What a partner says: whom to call, made when and with which key, and the pseudonyms.

    `made_by`: the key of the unit in its own database; no other unit anywhere has it.
    """

    unit: str
    made_by: str
    phone: str
    key_id: str
    made_on: date
    pseudonyms: frozenset[str]


class PartnerFileError(ValueError):
    """The file cannot be used. `line`: where, from 1; None: the whole of it. `do`: what to do."""

    def __init__(self, fault: str, do: str, *, line: int | None = None) -> None:
        self.fault, self.do, self.line = fault, do, line
        super().__init__(f"line {line}: {fault}" if line else fault)


def write(file: PartnerFile, *, key: bytes) -> str:
    """The whole text, ready to be sent."""
    head = (file.unit, file.phone, file.key_id, file.made_on.isoformat(), file.made_by)
    assert not any("\n" in value for value in head), "names of units are one line"
    lines = [
        FIRST_LINE,
        *(f"{name}: {value}" for name, value in zip(HEAD, head, strict=True)),
        *sorted(file.pseudonyms),
    ]
    return "\n".join([*lines, f"seal: {_seal(lines, key)}", ""])


def read(
    text: str, *, key: bytes, today: date, reader: str, oldest_days: int = OLDEST_DAYS
) -> PartnerFile:
    """What the file says to the unit `reader`; PartnerFileError names place, fault, what to do."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if lines[0].strip() != FIRST_LINE:
        raise PartnerFileError(
            _("this is no file of pseudonyms of this version"),
            _("Ask your partner for the file that `vangnet pseudonyms export` wrote."), line=1,
        )  # fmt: skip
    if len(lines) > LINES_MAX:
        raise PartnerFileError(_("the file is too long"), _("Ask your partner for a new one."))
    head = _head(lines)
    if head["key"] != key_id(key):
        raise PartnerFileError(
            _("it was made with key %(theirs)s, yours is %(yours)s")
            % {"theirs": head["key"], "yours": key_id(key)},
            _("Agree on one key, and export again."), line=1 + HEAD.index("key") + 1,
        )  # fmt: skip
    made_on = _made(head["made"], today=today, oldest_days=oldest_days)
    found = _pseudonyms(lines)
    _sealed(lines, key)
    if head["from"] == reader:
        raise PartnerFileError(
            _("this is your own file: every patient of this unit would match"),
            _("Send it to your partner, and check the file that they send you."),
            line=2 + HEAD.index("from"),
        )  # fmt: skip
    return PartnerFile(
        unit=head["unit"], made_by=head["from"], phone=head["phone"], key_id=head["key"],
        made_on=made_on, pseudonyms=found,
    )  # fmt: skip


def _head(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    longest = {"unit": UNIT_LENGTH_MAX, "phone": PHONE_LENGTH_MAX}
    for number, name in enumerate(HEAD, start=2):
        line = lines[number - 1] if number <= len(lines) else ""
        title, mark, value = line.partition(": ")
        broken = title != name or not mark or not value.strip()
        if broken or len(value) > longest.get(name, len(value)):
            raise PartnerFileError(
                _('here stands "%(name)s: …" and nothing else') % {"name": name},
                _("Ask your partner to export again."),
                line=number,
            )  # fmt: skip
        found[name] = value.strip()
    return found


def _made(written: str, *, today: date, oldest_days: int) -> date:
    line = 2 + HEAD.index("made")
    try:
        made_on = date.fromisoformat(written)
    except ValueError:
        raise PartnerFileError(
            _("this is no date"), _("Ask your partner to export again."), line=line
        ) from None
    age = (today - made_on).days
    if age < 0:
        raise PartnerFileError(
            _("it was made on %(day)s, which has not come yet") % {"day": made_on},
            _("Check the date of both computers."), line=line,
        )  # fmt: skip
    if age > oldest_days:
        raise PartnerFileError(
            _("it was made on %(day)s, %(age)s days ago; the oldest allowed is %(most)s days")
            % {"day": made_on, "age": age, "most": oldest_days},
            _("Ask your partner for a new one."), line=line,
        )  # fmt: skip
    return made_on


def _pseudonyms(lines: list[str]) -> frozenset[str]:
    first = 1 + len(HEAD)
    for number, line in enumerate(lines[first:-1], start=first + 1):
        if not PSEUDONYM.fullmatch(line):
            raise PartnerFileError(
                _("this is no pseudonym"),
                _("Ask your partner to send the file again, unchanged."),
                line=number,
            )  # fmt: skip
    return frozenset(lines[first:-1])


def _sealed(lines: list[str], key: bytes) -> None:
    expected = f"seal: {_seal(lines[:-1], key)}"
    if not hmac.compare_digest(lines[-1].encode(), expected.encode()):
        raise PartnerFileError(
            _("the seal is missing or wrong: lines were lost, added or changed"),
            _("Ask your partner to send the file again, unchanged."), line=len(lines),
        )  # fmt: skip


def _seal(lines: Iterable[str], key: bytes) -> str:
    return hmac.new(key, ("seal|" + "\n".join(lines)).encode(), sha256).hexdigest()
