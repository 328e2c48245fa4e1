"""Writing a questionnaire: the document while it is not finished, changes to it, and what two authors did at once."""
