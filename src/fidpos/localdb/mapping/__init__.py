"""Rows to domain values and back, by hand, both ways.

`*_row` gives the values for each column of a table, in the order of `tables`; `*_from_row` takes the columns
named beside it. Choices are looked up in plain dictionaries: calling an enum costs ten times that.
"""

Values = tuple[object, ...]
"""What a statement is run with."""
