"""Search and concordance over the project, in a pane of the window; made when it is first opened."""
