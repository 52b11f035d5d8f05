"""The JSON Schema of what-if files held against the reader: what it reads is valid."""

import datetime as dt
import functools
from decimal import Decimal

import jsonschema

from cashflow.whatif_file.schema import json_schema


@functools.cache
def validator():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def plain(value):
    """A TOML value as JSON has it: dates as text, decimals as numbers."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def faults(tables):
    """What the schema has against a file."""
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in validator().iter_errors(plain(tables))]
