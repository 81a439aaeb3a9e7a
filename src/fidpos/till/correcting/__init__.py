"""Shift+F8: setting right a visit that was recorded wrongly, and taking back what came back."""
