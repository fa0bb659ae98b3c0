"""MLLP: an HL7 message between VT and FS CR on a stream."""

from vangnet.clinic.devices.frames.measured import Noise, Trouble, noise

START, END, RETURN = 0x0B, 0x1C, 0x0D
MESSAGE_BYTES_MAX = 256 * 1024  # a monitor's message is a few kilobytes


class Mllp:
    """Cuts a stream into messages. What stands between them is noise."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._inside = False

    def feed(self, data: bytes) -> list[bytes | Noise]:
        found: list[bytes | Noise] = []
        self._kept += data
        while self._kept:
            if not self._inside:
                start = self._kept.find(START)
                before = bytes(self._kept if start < 0 else self._kept[:start])
                del self._kept[: len(before) + (start >= 0)]
                if before.strip(b"\r\n"):
                    found.append(noise(Trouble.GARBAGE, before))
                self._inside = start >= 0
                continue
            end = self._kept.find(END)
            restart = self._kept.find(START, 0, end if end >= 0 else len(self._kept))
            if restart >= 0:  # the sender began anew: what came before never ended
                found += _noise(Trouble.HALF_FRAME, bytes(self._kept[:restart]))
                del self._kept[: restart + 1]
                continue
            if end < 0:
                if len(self._kept) > MESSAGE_BYTES_MAX:
                    found += self.cut()
                return found
            if len(self._kept) == end + 1:
                return found  # the CR is still to come
            message = bytes(self._kept[:end])
            follows = self._kept[end + 1] == RETURN
            del self._kept[: end + 1 + follows]
            self._inside = False
            found += [message] if follows and message else _noise(Trouble.GARBAGE, message)
        return found

    def cut(self) -> list[bytes | Noise]:
        left, self._inside = bytes(self._kept), False
        self._kept.clear()
        return [*_noise(Trouble.HALF_FRAME, left)]


def _noise(trouble: Trouble, data: bytes) -> list[Noise]:
    """Nothing at all between two marks is no noise."""
    return [noise(trouble, data)] if data else []


def wrapped(message: bytes) -> bytes:
    return bytes((START,)) + message + bytes((END, RETURN))
