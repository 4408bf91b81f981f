"""From findings to pages, tables and JSON: how a result looks.

This room computes nothing; all it shows comes from the records of :mod:`tickerwatch.model` that it is handed.
It keeps no clock and names no place of the machine, so that the same findings give the same bytes.
"""
