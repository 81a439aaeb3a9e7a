"""Card format `contactless_uid`; see its manifest."""
