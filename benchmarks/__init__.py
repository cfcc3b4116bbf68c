"""How fast the program is: each script prints a table of times and of ratios against a bare baseline in the same run."""
