"""The answers themselves, as another analyst reads them: tables with a data dictionary, and the bundle of papers."""
