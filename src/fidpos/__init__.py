"""fidpos: the loyalty terminal beside the cash register, and the centre it syncs with."""

__version__ = "0.1.0"
