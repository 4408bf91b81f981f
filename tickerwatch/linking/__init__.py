"""From a mention, or a name alone, to what was meant, as it was known on the date. Sees only a view of the reference."""
