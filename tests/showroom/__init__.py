"""The back office as a merchant of some years sees it: to be tried out, and to be looked at page by page."""
