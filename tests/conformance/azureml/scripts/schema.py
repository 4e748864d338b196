"""Answers a number that is described, and one with a default."""

from inference_schema.parameter_types.standard_py_parameter_type import (
    StandardPythonParameterType,
)
from inference_schema.schema_decorators import input_schema, output_schema


def init():
    pass


@input_schema("num", StandardPythonParameterType(1))
@input_schema("size", StandardPythonParameterType(2))
@output_schema(StandardPythonParameterType([1, 2]))
def run(num, size=10):
    return [num, size]
