"""Card readers: drivers move bytes, card formats know what a card says, the manager watches over both."""
