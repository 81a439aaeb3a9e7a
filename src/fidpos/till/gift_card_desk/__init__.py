"""F7 with nothing to pay: gift cards sold, looked at, reloaded, blocked, replaced, and their sale undone."""
