"""Extraction: what can be taken away as a list, and an order for one."""
