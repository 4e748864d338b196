"""Takes an array of a number and a text."""

from inference_schema.parameter_types.standard_py_parameter_type import (
    StandardPythonParameterType,
)
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("pair", StandardPythonParameterType([1, "a"]))
def run(pair):
    return pair
