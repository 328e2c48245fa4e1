"""Candidate themes in comments: vectors, clusters, labels, and the model that joins them."""

from analysis.themes.finding import Settings, Themes, code_sha256, find_themes, find_themes_in
from analysis.themes.model import ThemeModel
from analysis.themes.vectors import CommentVectorizer

__all__ = [
    "CommentVectorizer", "Settings", "ThemeModel", "Themes", "code_sha256", "find_themes", "find_themes_in",
]  # fmt: skip
