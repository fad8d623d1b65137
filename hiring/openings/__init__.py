"""Openings: published requisitions as everybody outside sees them, and the two things outsiders may do to them."""
