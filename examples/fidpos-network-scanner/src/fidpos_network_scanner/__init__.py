"""A driver of fidpos for scanners on the network."""
