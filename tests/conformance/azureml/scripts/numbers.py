"""Answers a number for an array of integers."""

import numpy
from inference_schema.parameter_types.numpy_parameter_type import (
    NumpyParameterType,
)
from inference_schema.schema_decorators import input_schema, output_schema


def init():
    pass


@input_schema("data", NumpyParameterType(numpy.arange(10, 0, -1)))
@output_schema(NumpyParameterType(numpy.array([3726.995])))
def run(data):
    return [float(data.sum())]
