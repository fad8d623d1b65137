"""The Python reference client of the room protocol."""
