"""What tills and the centre say to each other. Every message is one JSON body, packed by `packing`.

A *lineage* is one way in which a till's journal went on: it is named by the epoch that the journal's head
belongs to. Hashes are chained, so whoever knows a row's hash knows every row before it. Three faults are one:

- The till's newest rows never arrived: the centre's head of the lineage is an earlier row of the till's
  journal, and the till goes on sending after it. This is also all that happens when the centre was restored.
- The till was restored or cloned: the centre's head of the lineage is no row of the till's journal. The till
  begins a new epoch, and so a new lineage, based on the newest row that both have; no row is written anew.
"""
