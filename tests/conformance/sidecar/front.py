"""Collects its input and its output under the id of the request."""

import json

import pandas as pd
from azureml.ai.monitoring import Collector
from azureml.ai.monitoring.context import BasicCorrelationContext
from azureml.contrib.services.aml_request import rawhttp
from azureml.contrib.services.aml_response import AMLResponse


def init():
    global inputs, outputs
    inputs = Collector(name="model_inputs")
    outputs = Collector(name="model_outputs")


@rawhttp
def run(request):
    if request.method != "POST":
        return AMLResponse(request.query_string.decode(), 203, {"X-Own": "mine"})
    number = json.loads(request.get_data())["number"]
    context = BasicCorrelationContext(id=request.headers["X-Request-Id"])
    context = inputs.collect(pd.DataFrame({"number": [number]}), context)
    outputs.collect(pd.DataFrame({"prediction": [-number]}), context)
    answer = json.dumps({"prediction": -number})
    return AMLResponse(answer, 200, {"Content-Type": "application/json"})
