"""Card formats, apart from transports: what a card says, whichever reader carries the bytes."""
