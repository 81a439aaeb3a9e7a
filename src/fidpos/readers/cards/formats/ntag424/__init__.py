"""Card format `ntag424`; see its manifest."""
