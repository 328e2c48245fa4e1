"""Writing what prepares a consultation: its beginning, plan, panel, pilot, opening and dates."""
