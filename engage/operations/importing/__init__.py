"""Bringing in responses that were collected elsewhere: keeping the file and its mapping, bringing rows in, removing."""
