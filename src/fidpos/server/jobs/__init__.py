"""Long work of the office: asked for in the transaction of an act, done beside the pages, seen on a page."""
