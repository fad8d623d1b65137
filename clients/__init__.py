"""Reference clients: small enough to read whole, complete enough to copy."""
