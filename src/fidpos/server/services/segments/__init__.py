"""Segments: which members are meant, as a tree of typed conditions over a fixed list of what may be asked.

`segment` is the tree; `judging` says of one member whether they belong to it, `server.db.segment_query` of
all members at once. `server.db.segment_json` is its form in the database. Nothing in a segment is ever SQL.
"""
