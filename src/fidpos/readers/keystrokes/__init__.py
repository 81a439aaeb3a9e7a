"""Keys that a scanner types: told from those of a person, and read. Used by every driver that sees keys."""
