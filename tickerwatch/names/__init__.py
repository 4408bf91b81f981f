"""Company names and tickers compared as strings: normalising, legal forms, likeness, sound, commonness, search.

Knows no dates and no markets; the only facts it reads are ``data/generic_words.csv`` and the lists of its libraries.
"""
