"""Contactless readers on USB or a serial line through nfcpy, for those that PC/SC does not serve."""
