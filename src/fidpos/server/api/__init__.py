"""What the centre answers on the network. `/sync` is for tills: plain routes, messages of `wire.sync`."""
