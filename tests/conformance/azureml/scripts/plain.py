"""Answers what a request asks for: the name of a result, or its text."""

import os
import time

import flask
from azureml.contrib.services.aml_response import AMLResponse

RESULTS = {
    "object": {"a": 1, "é": [True, None, "x"]},
    "list": [1, 2.5, "x"],
    "text": "a text",
    "integer": 12,
    "big": 12345678901234567890,
    "float": 0.5,
    "whole": 1.0,
    "truth": True,
    "nothing": None,
    "bytes": b"ab",
    "nan": float("nan"),
    "tuple": ({"a": 1}, 201),
    "unknown": {1, 2},
}


def init():
    print("Beginning")


def run(data):
    if data == "fail":
        raise ZeroDivisionError("a secret")
    if data == "abort":
        flask.abort(418)
    if data.startswith("sleep "):
        time.sleep(float(data.removeprefix("sleep ")))
        return "slept"
    if data.startswith("print "):
        print(data.removeprefix("print "))
        return "printed"
    if data.startswith("variable "):
        return os.environ.get(data.removeprefix("variable "))
    if data == "response-empty":
        return AMLResponse(None, 333)
    if data == "response-text":
        return AMLResponse("test", 444)
    if data == "response-json":
        return AMLResponse("test", 555, json_str=True)
    if data == "response-headers":
        return AMLResponse("test", 201, {"x-mine": "1", "x-request-id": "mine"})
    if data == "response-repeated":
        return AMLResponse("test", 200, {"x-mine": "A, B, C"})
    if data == "response-failed":
        return AMLResponse(None, 555, run_function_failed=True)
    if data == "response-redirect":
        return AMLResponse("", 302, {"Location": "/elsewhere"})
    if data.startswith("result "):
        return RESULTS[data.removeprefix("result ")]
    return data
