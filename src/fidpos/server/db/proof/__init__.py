"""The proof that the books hold: everything that follows from events is computed again and compared."""
