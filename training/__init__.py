"""Training of the detector from a gold corpus. No part of the installed program."""
