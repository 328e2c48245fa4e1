"""Pages, by the seven nouns: each reads a request, calls an operation or an extract, and renders."""
