"""Card format `phone`; see its manifest."""
