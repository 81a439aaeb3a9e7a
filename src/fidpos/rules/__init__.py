"""How rewards are computed: a programme and the facts of a visit in, an evaluation with its trace out. Pure.

`engine` is the door: `compile_programme`, `needs`, `evaluate`. Only `codec` knows a library.
"""
