"""Text to mentions: which documents there are, when they were published, and where a company is named in them."""
