"""What the words mean: money, points, members, cards, visits, the ledger. Standard library only."""
