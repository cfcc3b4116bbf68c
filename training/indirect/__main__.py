"""``python -m training.indirect``: see :mod:`training.indirect.model`."""

from training.indirect.model import main

if __name__ == "__main__":
    main()
