"""Who is wired to whom: the only place that names concrete classes."""
