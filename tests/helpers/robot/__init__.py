"""Somebody who does anything at all at the till, valid or not, and looks whether it holds."""
