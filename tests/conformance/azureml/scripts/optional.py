"""Answers a number that has a default."""

from inference_schema.parameter_types.standard_py_parameter_type import (
    StandardPythonParameterType,
)
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("num", StandardPythonParameterType(1))
def run(num=1):
    return num
