"""Tables of other programs: text in columns and workbooks, read within limits and written row by row."""
