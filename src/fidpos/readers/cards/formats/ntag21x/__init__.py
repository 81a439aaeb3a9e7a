"""Card format `ntag21x`; see its manifest."""
