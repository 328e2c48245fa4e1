"""Numbers from frames: ranked options and themes in comments; no web framework, no database."""
