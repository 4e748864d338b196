"""Answers what it is told of the request."""

import json


def init():
    pass


def run(data, request_headers):
    return {**json.loads(data), "header": request_headers["Test-Header"]}
