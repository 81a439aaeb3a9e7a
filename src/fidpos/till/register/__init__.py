"""The cash register beside the till: what it may ask over its link, and what it hears."""
