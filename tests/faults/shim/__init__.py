"""Faults that only the server's own process can commit: dying at an exact line, and a clock that jumps."""
