"""Authoring: drafts of questionnaires begun, saved, merged and taken back."""
