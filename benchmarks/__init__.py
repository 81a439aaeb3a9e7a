"""What is measured, each beside the raw limit found in the same run: `./dev bench [NAME] [--json]`.

A benchmark is a module of this package with `run(emit)`, which gives `emit` one `Figure` for each number. Its
name is the module's, with a dot for the first underscore: `rules_eval.py` is `rules.eval`.
"""
