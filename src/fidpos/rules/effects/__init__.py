"""Effects, one file each; `rules/registry.py` lists them."""
