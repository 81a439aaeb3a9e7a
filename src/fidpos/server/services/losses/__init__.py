"""Loss prevention: what of the events at a counter may be theft, and which cashier shows too much of it.

`signs` says what single events show; `assessing` sets a cashier's week beside what is usual in their shop.
None of it accuses anybody: it says where to look, and shows the events.
"""
