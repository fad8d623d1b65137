"""What every part stands on: tenants, members, actors, errors, the bus, the store. No word of any domain."""
