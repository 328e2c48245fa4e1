"""Responses that were collected with another system: a file of them is read, recognised, mapped and checked."""
