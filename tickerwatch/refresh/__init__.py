"""Keeps the reference current from official public sources, by dated snapshots that are never changed."""
