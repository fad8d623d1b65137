"""The WebSocket edge of interviews: parses frames, calls verbs, sends frames. Never touches the ORM."""
