"""The decoder of each language on a serial line. HL7 comes over TCP and has its own way in."""

from datetime import tzinfo

from vangnet.clinic.devices.frames import lines, nonin_ascii, nonin_df2, notified
from vangnet.clinic.devices.frames.measured import Decoder


def decoder_for(speaks: str, *, pattern: str, unit: str, zone: tzinfo) -> Decoder:
    """A new decoder; `pattern` and `unit` are for lines, `zone` for times without one."""
    match speaks:
        case "lines":
            return lines.line_reader(pattern, unit=unit, zone=zone)
        case "bactrack":
            return notified.bactrack_reader()
        case "nonin_ascii":
            return nonin_ascii.reader()
        case "nonin_df2":
            return nonin_df2.Df2()
        case "plx":
            return notified.plx_reader(zone=zone)
    raise AssertionError(f"no decoder on a line for {speaks}")
