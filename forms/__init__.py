"""Questionnaires and forms; no Flask, no database."""
