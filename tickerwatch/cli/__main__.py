"""The command ``tickerwatch`` as ``python -m tickerwatch.cli``."""

from tickerwatch.cli import main

if __name__ == "__main__":
    main(prog_name="tickerwatch")
