"""Codeframes as people write them: lines, files, and what is wrong with them."""
