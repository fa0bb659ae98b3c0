"""Trouble with the machine: one clear sentence and a way out, for the person at the terminal.

Not for refusals of the rules (those are results) and not for programmers' errors (asserts).
"""


class TroubleError(Exception):
    """Printed as two lines, without a traceback; the command ends with a non-zero exit."""

    def __init__(self, sentence: str, *, way_out: str) -> None:
        super().__init__(f"{sentence} {way_out}")
        self.sentence = sentence
        self.way_out = way_out
