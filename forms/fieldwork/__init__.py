"""What is written down in the field, as data: the record of a session, and two copies of it made into one."""
