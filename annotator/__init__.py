"""Quote attribution and stance annotation on the desktop. Importing this package imports nothing else."""
