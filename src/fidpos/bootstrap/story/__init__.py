"""Stories: what happens to members of one shop, step by step, played on a real till without a screen.

format.py    what a story is, as it is written
reading.py   from JSON to a story that makes sense; everything else is refused with its path
codes.py     beside its programme: no code that the programme does not have
stage.py     the shop of the story: a store of its own, a clock that goes where it is told
acts.py      each kind of step, by the till's own use cases
state.py     how things stand after a step, and where that differs from what was expected
play.py      the story, top to bottom: read this first
"""
