"""Batches are lines of JSON, one command a line; so are the answers and the log as events."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    return (json.dumps(value) + "\n").encode()


@schemathesis.deserializer("application/x-ndjson")
def first_line(ctx, response):
    lines = response.content.decode().splitlines()
    return json.loads(lines[0]) if lines else None
