"""Reading how long what is kept: kinds of data, the rows of each, and when they are due."""
