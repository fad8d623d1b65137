"""Personal links: sent by mail, redeemed by their holder, revoked."""
