"""The socket edge of interviews: frames in, verbs called, frames out. Never touches the ORM."""
