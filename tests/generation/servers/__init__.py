"""Loopback servers that speak the providers' protocols, for the real clients to talk to."""
