"""Measurements of the detector, beside the tools people use today. No part of the installed program."""
