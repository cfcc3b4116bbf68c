"""Measurements: how well the program does, and how fast, beside what people use today. No part of the installed program."""
