"""What the screens show and what a key does, as plain values: every decision, and no Qt."""
