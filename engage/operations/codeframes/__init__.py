"""Codeframes: begin a draft, change it, agree it."""
