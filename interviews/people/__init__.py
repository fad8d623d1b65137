"""The people of an interview: entering, leaving, what they show, write and agree to."""
