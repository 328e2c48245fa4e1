"""What programs read, as Power BI and Excel: one declaration makes the routes, the tables and their description."""
