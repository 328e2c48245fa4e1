"""Fieldwork: activities planned, what took place in them, and what follows."""
