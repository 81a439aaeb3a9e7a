"""Kinds of codes that a scanner may see, one module each; `readers.decode` asks them in order."""
