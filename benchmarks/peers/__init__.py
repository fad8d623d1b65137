"""The servers that are measured, each started as a real process on a core of its own."""
