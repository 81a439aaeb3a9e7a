"""The technician's desk, drawn."""
