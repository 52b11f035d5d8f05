"""``python -m cashflow`` is the command line."""

from cashflow.cli import main

if __name__ == "__main__":
    main()
