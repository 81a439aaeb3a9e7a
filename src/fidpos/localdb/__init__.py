"""The till's local store: encrypted SQLite, one writer, a chained journal, and caches that can be proven."""
