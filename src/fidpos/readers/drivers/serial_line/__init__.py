"""Scanners on a serial line, RS-232 or USB in its serial mode."""
