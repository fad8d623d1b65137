"""Job requisitions, compliance items and internal requests. Imports nothing of interviews."""
