"""A random user of the real window: what it shows must be what a fresh process reads and what an export says. See ``__main__``."""
