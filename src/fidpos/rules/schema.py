"""The JSON Schema of what is read, made from the shapes that the decoder goes by: the two cannot disagree.

What only the whole programme can tell (a rule naming a counter that exists) is left to `check`.
"""

import inspect
import re
from dataclasses import MISSING

from fidpos.rules.encode import encode
from fidpos.rules.facts import Facts
from fidpos.rules.programme import Programme
from fidpos.rules.shape import (
    TAG,
    Either,
    Field,
    Keyed,
    Many,
    Maybe,
    OneValue,
    Record,
    Shape,
    Stamp,
    Tagged,
    Whole,
    Words,
    YesNo,
    fields_of,
)

Schema = dict[str, object]

_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n        .+)*)", re.MULTILINE)


def programme_schema() -> Schema:
    """JSON Schema (draft 2020-12) of what `codec.programme_from_json` accepts."""
    return schema_of(Programme, "fidpos programme")


def facts_schema() -> Schema:
    """The same of what `codec.facts_from_json` accepts."""
    return schema_of(Facts, "fidpos facts")


def schema_of(kind: type, title: str) -> Schema:
    """The same of what `decode.decode` accepts for a class."""
    definitions: Schema = {}
    root = _define(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_reference(root),
        "$defs": dict(sorted(definitions.items())),
    }


def _define(kind: type, definitions: Schema, tag: str = "") -> str:
    """Describe a class once, with all it refers to; returns the name under which it stands."""
    name = f"{kind.__module__.split('.')[2]}.{tag}" if tag else kind.__name__
    if name in definitions:
        return name
    definitions[name] = {}
    described = dict(_ATTRIBUTE.findall(inspect.getdoc(kind) or ""))
    properties: Schema = {TAG: {"const": tag}} if tag else {}
    for field in fields_of(kind):
        properties[field.name] = _property(field, described.get(field.name, ""), definitions)
    required = [TAG] if tag else []
    required += [field.name for field in fields_of(kind) if field.default is MISSING]
    definitions[name] = {
        "description": _one_line((inspect.getdoc(kind) or "").split("\n\n")[0]),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return name


def _define_tagged(shape: Tagged, definitions: Schema) -> str:
    """Describe all conditions, or all effects, once."""
    if shape.name not in definitions:
        definitions[shape.name] = {}
        kinds = [_reference(_define(kind, definitions, tag)) for tag, kind in shape.kinds.items()]
        definitions[shape.name] = {"oneOf": kinds}
    return shape.name


def _property(field: Field, description: str, definitions: Schema) -> Schema:
    schema = _schema_of(field.shape, definitions)
    if description:
        schema = {**schema, "description": _one_line(description)}
    if field.default is not MISSING and field.default is not None:
        schema = {**schema, "default": encode(field.default)}
    return schema


def _schema_of(shape: Shape, definitions: Schema) -> Schema:
    match shape:
        case Whole(low, high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case Words(low, high, pattern):
            text: Schema = {"type": "string", "minLength": low, "maxLength": high}
            return text if pattern is None else {**text, "pattern": f"^(?:{pattern})$"}
        case YesNo():
            return {"type": "boolean"}
        case OneValue(kind):
            return {"enum": [member.value for member in kind]}
        case Stamp():
            return {"type": "string", "pattern": f"^(?:{shape.pattern})$"}
        case Maybe(inner):
            return {"anyOf": [_schema_of(inner, definitions), {"type": "null"}]}
        case Many(inner, _, low, high):
            return {
                "type": "array",
                "items": _schema_of(inner, definitions),
                "minItems": low,
                "maxItems": high,
            }
        case Keyed(key, inner, high):
            names = _schema_of(key, definitions)
            values = _schema_of(inner, definitions)
            return {
                "type": "object",
                "propertyNames": names,
                "additionalProperties": values,
                "maxProperties": high,
            }
        case Record(kind):
            return _reference(_define(kind, definitions))
        case Either(kinds):
            return {"oneOf": [_reference(_define(kind, definitions)) for _, kind in kinds]}
        case Tagged():
            return _reference(_define_tagged(shape, definitions))


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_line(text: str) -> str:
    return " ".join(text.split())
