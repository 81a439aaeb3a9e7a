"""Chip and contactless readers through PC/SC: pcscd on Linux, the smart-card service on Windows."""
