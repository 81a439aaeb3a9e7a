"""Card format `desfire`; see its manifest."""
