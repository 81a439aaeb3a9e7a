"""Barcode scanners that type, read from the Linux kernel and kept from every window (evdev)."""
