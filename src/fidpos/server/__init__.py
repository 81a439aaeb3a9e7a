"""The centre: what many tills tell it becomes one ledger, and what it knows reaches them again.

`services` is what the centre does, pure; `db` keeps it in PostgreSQL; `api` is what tills and people reach.
"""
