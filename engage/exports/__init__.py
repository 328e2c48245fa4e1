"""Results to files and charts. Every text goes through text.py; every file that leaves is written down as a Release."""
