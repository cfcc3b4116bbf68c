"""``python -m training.names``: see :mod:`training.names.model`."""

from training.names.model import main

if __name__ == "__main__":
    main()
