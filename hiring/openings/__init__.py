"""Openings: published requisitions as the public sees them, with their two public verbs."""
