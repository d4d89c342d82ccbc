"""Keeps one aggregated list of papers in sync with the lists it grew from."""

__version__ = "0.1.0"
