"""Screens and their columns: each draws the model of the same name and forwards touches, deciding nothing."""
