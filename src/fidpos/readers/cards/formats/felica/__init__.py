"""Card format `felica`; see its manifest."""
