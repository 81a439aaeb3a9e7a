"""Card format `payment`; see its manifest."""
