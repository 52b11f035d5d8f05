"""``python -m cashflow.cli``."""

from cashflow.cli import main

if __name__ == "__main__":
    main()
