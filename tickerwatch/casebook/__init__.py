"""What past runs found and what people decided about it: one append-only file, which only grows."""
