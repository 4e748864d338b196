"""Answers how it was asked."""

import json

from azureml.contrib.services.aml_request import rawhttp
from azureml.contrib.services.aml_response import AMLResponse


def init():
    pass


@rawhttp
def run(request):
    if request.data == b"fail":
        raise ZeroDivisionError("a secret")
    answer = {
        "method": request.method,
        "query": request.query_string.decode(),
        "body": request.get_data().decode("latin-1"),
        "type": request.headers.get("Content-Type", ""),
    }
    return AMLResponse(json.dumps(answer), 200, {"Content-Type": "application/json"})
