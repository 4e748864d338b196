"""Answers a number, one with a default, and a colour that nothing describes."""

from inference_schema.parameter_types.standard_py_parameter_type import (
    StandardPythonParameterType,
)
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("num", StandardPythonParameterType(1))
@input_schema("size", StandardPythonParameterType(2))
def run(num, size=10, color="red"):
    return [num, size, color]
