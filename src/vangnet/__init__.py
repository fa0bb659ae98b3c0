"""Vangnet: runs heroin-assisted treatment, start to finish."""

__version__ = "0.1.0"
