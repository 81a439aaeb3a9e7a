"""The areas' pages, a package or module each: `AREA` and the functions that answer."""
