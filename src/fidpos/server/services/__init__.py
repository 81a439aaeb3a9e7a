"""What the centre does: pure functions over the port in `server.ports`, without a database or a network."""
