"""Barcode scanners that type: bursts of keys told apart from a person's typing."""
