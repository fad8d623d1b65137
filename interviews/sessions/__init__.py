"""Interviews as a whole: planned, listed, changed, ended."""
