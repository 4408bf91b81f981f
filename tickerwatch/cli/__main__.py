"""The command ``tickerwatch`` as ``python -m tickerwatch.cli``."""

from tickerwatch.cli.quick import run

if __name__ == "__main__":
    run()
