"""Company names and tickers compared as strings: normalising, legal forms, likeness, sound, search. Knows no dates, no markets."""
