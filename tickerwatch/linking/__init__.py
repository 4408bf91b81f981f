"""From a mention, or a name alone, to what was meant, as known on the date. Sees only a view of the reference."""
