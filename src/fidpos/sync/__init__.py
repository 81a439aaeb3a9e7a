"""The till's side of the sync: what it recorded leaves, what the centre knows comes in."""
