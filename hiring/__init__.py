"""Job requisitions, compliance items and internal requests. Knows nothing of interviews."""
