"""The project file: one SQLite database. The only room with SQL."""
