"""Backups: one folder with the database and its files as of one moment, and the way back into an empty database."""
