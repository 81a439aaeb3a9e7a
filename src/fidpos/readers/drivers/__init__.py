"""Built-in drivers: a folder each, with `manifest.toml` (readable without importing it) and `driver.py`."""
