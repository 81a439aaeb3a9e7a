"""The demonstration: a believable shop, virtual cards, and the story they play."""
