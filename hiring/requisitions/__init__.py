"""Requisitions: the wish to fill a job, from draft over approval to the closed position."""
