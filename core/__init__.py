"""The base of every app: tenants, members, actors, errors, the bus, the store. Holds no word of any domain."""
