"""The views for a team: the agreement page, and adjudication in the article."""
