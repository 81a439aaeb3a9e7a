"""The shop's day at this till: opened, closed with its figures, made up when it was forgotten."""
