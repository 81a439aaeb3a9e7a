"""Many tills and a centre in one process, over the real protocol code, with a fake clock and network."""
