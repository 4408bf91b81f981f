"""The front door: opens the sources and runs the stages in order. The only room that knows that order."""

from tickerwatch.watch.front import Watch

__all__ = ["Watch"]
