"""Candidate themes in comments: vectors, clusters, labels, and the model that joins them."""

from analysis.themes.model import ThemeModel, Themes, find_themes
from analysis.themes.vectors import CommentVectorizer

__all__ = ["CommentVectorizer", "ThemeModel", "Themes", "find_themes"]
