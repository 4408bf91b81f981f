"""What existed, what it was called and who owned it, on a date, as it was known then."""
