"""Scorecards: written by each interviewer, blind to the others until submitted."""
