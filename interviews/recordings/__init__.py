"""Recordings: from a browser's chunks in the object store to one file that can be watched, without losing a chunk."""
