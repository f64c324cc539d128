"""Webhooks: each publication told to those who asked for it, as the Standard Webhooks specification says (docs/webhooks.md)."""
