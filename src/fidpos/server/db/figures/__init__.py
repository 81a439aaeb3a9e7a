"""The sums from which the office's figures are read: kept with every event, and made again from nothing."""
