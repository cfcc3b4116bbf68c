"""How the shipped weights are made from PolNeAR's train part; not needed at run time and not in the wheel."""
