"""What the scheme brings: each figure as a pure function, with its formula and where it comes from.

Money is in minor units, a month is its first day. What the database adds up stands in `server.db.figures`.
"""
