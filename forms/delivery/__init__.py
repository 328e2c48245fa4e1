"""What staff type on the pages of "You said, we did", and the table of a delivery plan, read without a database."""
