"""Signing in to the editors' desk: passwords, second factors, limits, time-outs, and the list of who tried."""
