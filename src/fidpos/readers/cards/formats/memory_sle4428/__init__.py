"""Card format `memory_sle4428`; see its manifest."""
