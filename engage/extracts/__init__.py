"""Rows to frames: the one bridge from the database to analysis. Only submitted responses count."""
