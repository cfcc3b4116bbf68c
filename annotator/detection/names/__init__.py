"""Whom mentions refer to within their article: names in clusters, and pronouns and roles resolved in one pass."""

from annotator.detection.names.model import NamesModel, shipped
from annotator.detection.names.names import Named, Names

__all__ = ["Named", "Names", "NamesModel", "shipped"]
