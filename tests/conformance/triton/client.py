"""Asks a server with Triton's own client, and prints what came back as JSON.

Usage: client.py <host:port> <model>
"""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, serialize_byte_tensor

ROWS = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]]


def infer(client, model, names, dtype, binary, outputs=None):
    datatypes = {"float32": "FP32", "float64": "FP64", "int64": "INT64", "object": "BYTES"}
    inputs = []
    for at, name in enumerate(names):
        column = [[row[at]] for row in ROWS]
        values = np.array(column, dtype=np.dtype(dtype))
        if dtype == "object":
            values = np.array([[str(cell[0]).encode()] for cell in column], dtype=object)
        tensor = triton.InferInput(name, list(values.shape), datatypes[dtype])
        tensor.set_data_from_numpy(values, binary_data=binary)
        inputs.append(tensor)
    return client.infer(model, inputs, outputs=outputs, request_id="order-1")


def answer(result, name):
    array = result.as_numpy(name)
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": array.tolist()}


def failure(ask):
    try:
        ask()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


address, model = sys.argv[1:]
client = triton.InferenceServerClient(address)
metadata = client.get_model_metadata(model)
names = [tensor["name"] for tensor in metadata["inputs"]]
output = metadata["outputs"][0]["name"]
report = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model_ready": client.is_model_ready(model),
    "unknown_ready": client.is_model_ready("nobody"),
    "server": client.get_server_metadata(),
    "model": metadata,
    "answers": {},
}
for dtype in ("float64", "float32", "int64"):
    for binary in (False, True):
        form = "binary" if binary else "json"
        wanted = [triton.InferRequestedOutput(output, binary_data=binary)]
        result = infer(client, model, names, dtype, binary, wanted)
        report["answers"][f"{dtype} {form}"] = answer(result, output)
        report["id"] = result.get_response()["id"]
report["bytes"] = failure(lambda: infer(client, model, names, "object", True))
report["missing"] = failure(lambda: infer(client, model, names[1:], "float64", True))
report["unknown"] = failure(lambda: infer(client, "nobody", names, "float64", True))
print(json.dumps(report))
