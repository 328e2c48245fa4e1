"""A consultation as one folder of open files, readable without this program; and that folder read back in."""
