"""The link to the cash register: an HTTP service on this machine, and a folder for registers of old."""
