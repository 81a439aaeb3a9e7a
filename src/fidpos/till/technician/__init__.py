"""The technician's desk: readers set up, tested and mended on site, beside the queue."""
