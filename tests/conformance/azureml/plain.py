"""Answers what a request asks for: the name of a result, or its text."""

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
}


def init():
    pass


def run(data):
    if data == "fail":
        raise ZeroDivisionError("a secret")
    if data == "response-empty":
        return AMLResponse(None, 333)
    if data == "response-text":
        return AMLResponse("test", 444)
    if data == "response-json":
        return AMLResponse("test", 555, json_str=True)
    if data == "response-headers":
        return AMLResponse("test", 201, {"x-mine": "1", "x-request-id": "mine"})
    if data == "response-redirect":
        return AMLResponse("", 302, {"Location": "/elsewhere"})
    if data.startswith("result "):
        return RESULTS[data.removeprefix("result ")]
    return data
