"""Replay: a programme over the visits that a store keeps, and what it would have cost.

No second rule engine: `engine.evaluate` judges every visit. What stands here is only the state that its facts
need, carried from visit to visit (`account`), and what is counted of its answers (`tally`, `simulation`).
"""
