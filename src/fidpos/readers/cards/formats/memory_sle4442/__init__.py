"""Card format `memory_sle4442`; see its manifest."""
