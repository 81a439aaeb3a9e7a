"""Small widgets: each draws one model or one shape, decides nothing, and grows with the theme's scale."""
