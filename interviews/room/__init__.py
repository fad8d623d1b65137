"""The room of an interview: its events, its log, the transaction of a verb, and who is connected."""
