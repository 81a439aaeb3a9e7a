"""Card format `mifare_classic`; see its manifest."""
