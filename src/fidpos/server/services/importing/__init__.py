"""Files of the system before, row by row: what a column is, what a cell says, what the office tells of it.

`target` names what a column may be, `choices` what somebody said of one file, `member_row` and `gift_row`
read a row, `telling` makes events of it, and `outcome` counts what became of the rows.
"""
