"""Asks a server with Triton's own client, and prints what came back as JSON.

Usage: client.py <host:port> <model> iris|mixed
"""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

IRIS = np.array([[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]])
MIXED = [
    np.array([["Oslo"], ["Malmö"]], dtype=object),
    np.array([[True], [False]]),
    np.array([[3], [9]], dtype=np.int32),
    np.array([[4], [9]], dtype=np.int64),
    np.array([[0.5], [0.75]], dtype=np.float32),
    np.array([[0.25], [0.25]]),
]

address, model, questions = sys.argv[1:]
client = triton.InferenceServerClient(address)
metadata = client.get_model_metadata(model)
names = [tensor["name"] for tensor in metadata["inputs"]]
report = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model_ready": client.is_model_ready(model),
    "unknown_ready": client.is_model_ready("nobody"),
    "server": client.get_server_metadata(),
    "model": metadata,
    "answers": {},
    "failures": {},
}


def infer(columns, binary, names=names, model=model, packing=None):
    inputs = []
    for name, values in zip(names, columns):
        tensor = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
        tensor.set_data_from_numpy(values, binary_data=binary)
        inputs.append(tensor)
    wanted = [
        triton.InferRequestedOutput(tensor["name"], binary_data=binary)
        for tensor in metadata.get("outputs", [])
    ]
    return client.infer(
        model,
        inputs,
        outputs=wanted or None,
        request_id="order-1",
        request_compression_algorithm=packing,
        response_compression_algorithm=packing,
    )


def ask(label, columns, binary, packing=None):
    result = infer(columns, binary, packing=packing)
    response = result.get_response()
    array = result.as_numpy(response["outputs"][0]["name"])
    report["id"] = response["id"]
    report["answers"][label] = {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "values": array.tolist(),
    }


def fail(label, columns, **options):
    try:
        infer(columns, True, **options)
        report["failures"][label] = None
    except InferenceServerException as error:
        report["failures"][label] = {"status": error.status(), "message": error.message()}


def iris(dtype):
    return [IRIS[:, [at]].astype(dtype) for at in range(IRIS.shape[1])]


if questions == "mixed":
    ask("json", MIXED, False)
    ask("binary", MIXED, True)
else:
    for dtype in ("float64", "float32"):
        ask(f"{dtype} json", iris(dtype), False)
        ask(f"{dtype} binary", iris(dtype), True)
    many = [np.tile(column, (200, 1)) for column in iris("float64")]
    for packing in ("gzip", "deflate"):
        ask(f"{packing} json", many, False, packing)
        ask(f"{packing} binary", many, True, packing)
    fail("int64", iris("int64"))
    fail("bytes", [np.array([["many"]], dtype=object) for _ in names])
    fail("missing", iris("float64")[1:], names=names[1:])
    fail("unknown", iris("float64"), model="nobody")
print(json.dumps(report))
