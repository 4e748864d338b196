"""Asks a server by gRPC, with Triton's own client and with its messages, and prints what came back as JSON.

Usage: grpc_client.py <host:port>
"""

import json
import sys

import grpc
import numpy as np
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

COLUMNS = [
    np.array([["Oslo"], ["Malmö"]], dtype=object),
    np.array([[True], [False]]),
    np.array([[3], [9]], dtype=np.int32),
    np.array([[4], [9]], dtype=np.int64),
    np.array([[0.5], [0.75]], dtype=np.float32),
    np.array([[0.25], [0.25]]),
]
LISTS = {
    "BYTES": "bytes_contents",
    "BOOL": "bool_contents",
    "INT32": "int_contents",
    "INT64": "int64_contents",
    "FP32": "fp32_contents",
    "FP64": "fp64_contents",
}

[address] = sys.argv[1:]
client = triton.InferenceServerClient(address)
metadata = client.get_model_metadata("mixed", as_json=True)
names = [tensor["name"] for tensor in metadata["inputs"]]


def raw(columns, model="mixed"):
    inputs = []
    for name, values in zip(names, columns):
        tensor = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
        tensor.set_data_from_numpy(values)
        inputs.append(tensor)
    result = client.infer(model, inputs, request_id="order-1")
    [output] = result.get_response().outputs
    return result.as_numpy(output.name).ravel().tolist()


def listed():
    request = service_pb2.ModelInferRequest(model_name="mixed")
    for name, values in zip(names, COLUMNS):
        datatype = np_to_triton_dtype(values.dtype)
        tensor = request.inputs.add(name=name, datatype=datatype, shape=values.shape)
        elements = [
            value.encode() if isinstance(value, str) else value
            for value in values.ravel().tolist()
        ]
        getattr(tensor.contents, LISTS[datatype]).extend(elements)
    stub = service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(address))
    [output] = stub.ModelInfer(request).outputs
    return list(output.contents.fp64_contents)


def failure(ask):
    try:
        ask()
    except InferenceServerException as error:
        return [error.status(), error.message()]
    return None


print(
    json.dumps(
        {
            "health": [
                client.is_server_live(),
                client.is_server_ready(),
                client.is_model_ready("mixed"),
                client.is_model_ready("nobody"),
            ],
            "server": client.get_server_metadata(as_json=True),
            "platform": metadata["platform"],
            "raw": raw(COLUMNS),
            "listed": listed(),
            "unknown": failure(lambda: raw(COLUMNS, "nobody")),
            "missing": failure(lambda: raw(COLUMNS[:2])),
        }
    )
)
