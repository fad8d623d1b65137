"""Compliance items: the checks (references, background, …) that a requisition's hires must pass."""
