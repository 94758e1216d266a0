"""The JSON schema of report.json, for readers in any language."""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.model import SCHEMA, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the schema as plain data. New fields have defaults: it allows fields that it does not know."""
    title = f"Report of one graded submission, version {SCHEMA}"
    return {"$schema": DIALECT, "title": title, **msgspec.json.schema(Report)}
