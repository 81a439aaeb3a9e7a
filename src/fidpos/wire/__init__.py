"""The language tills and centre speak: events, how they are encoded, how they are signed."""
