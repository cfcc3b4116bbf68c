"""Whom mentions refer to within their article: names in clusters, and pronouns and roles resolved in one pass."""

from annotator.speakers.names.model import Model, shipped
from annotator.speakers.names.names import Named, Names

__all__ = ["Model", "Named", "Names", "shipped"]
