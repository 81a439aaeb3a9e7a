"""Logs and crash reports that can be handed to a stranger: nothing in them says who a customer is.

Modules log as usual, `logging.getLogger(__name__).info("closed in %d ms", ms)`. What differs is what becomes
of the values: numbers, ids, dates and enumerations are written, every other text is masked (see
`redaction`).
"""
