"""What comes out on paper; imports no other adapter, and no screen, so that the centre can print as well."""
