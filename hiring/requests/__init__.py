"""Requests: staff ask for material, leave or a service; somebody else approves or rejects."""
