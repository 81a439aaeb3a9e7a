"""From an evaluation to ledger entries, from an event to the rows it changes: the same on till and server."""
