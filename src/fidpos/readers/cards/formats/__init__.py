"""Card formats, one folder each; `catalogue` finds them by their manifests."""
