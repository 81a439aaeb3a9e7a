"""Forms and sentences of a programme, made from the shapes that the codec goes by.

A new condition or effect needs no line here and no template: its fields are drawn, read and told by their
types. What it is called, and what its fields are called, stands in the translations; what nobody named yet
is shown by its code.

`spot` says where a value stands, and so its unit and what can be chosen for it; `drawing` makes the widgets
of a form, `reading` reads them back, `acts` adds and removes parts, `words` says a part in a sentence.
"""
