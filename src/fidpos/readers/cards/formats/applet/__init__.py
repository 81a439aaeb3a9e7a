"""Card format `applet`; see its manifest."""
