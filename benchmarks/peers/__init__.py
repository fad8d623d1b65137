"""The measured servers, each a real process on a core of its own."""
