"""Answers how it was asked."""

import json
import time

from azureml.contrib.services.aml_request import rawhttp
from azureml.contrib.services.aml_response import AMLResponse


def init():
    pass


@rawhttp
def run(request):
    if request.data == b"fail":
        raise ZeroDivisionError("a secret")
    if request.headers.get("x-reads") == "json":
        return AMLResponse(json.dumps(request.json), 200)
    if request.headers.get("x-reads") == "files":
        names = [file.filename for file in request.files.getlist("file")]
        return AMLResponse(names, 200, json_str=True)
    if request.data == b"stream":
        return AMLResponse(items(), 200)
    answer = {
        "method": request.method,
        "query": request.query_string.decode(),
        "body": request.get_data().decode("latin-1"),
        "type": request.headers.get("Content-Type", ""),
    }
    return AMLResponse(json.dumps(answer), 200, {"Content-Type": "application/json"})


def items():
    for number in range(5):
        time.sleep(0.05)
        yield f"item: {number}\n\n"
