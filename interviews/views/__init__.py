"""The REST edge of interviews, a module for each noun: authenticate, parse, one verb, render."""
