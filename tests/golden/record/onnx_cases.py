"""Records what mlflow.pyfunc answers for ONNX models: skl2onnx's and hand-made ones."""

import json
import shutil
import tempfile
import warnings
from pathlib import Path

import mlflow
import numpy as np
import onnx
import pandas as pd
from mlflow.models import infer_signature
from mlflow.pyfunc import scoring_server
from mlflow.types import Schema, TensorSpec
from golden import Case, keep_model
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
LIBRARIES = ["mlflow", "onnx", "onnxruntime", "skl2onnx", "scikit-learn", "numpy", "pandas"]
HAND_MADE = ["mlflow", "onnx", "onnxruntime", "numpy", "pandas"]

# The greatest difference seen is 2.4e-7, with 20 features; the WebAssembly kernels give the same bits on every machine.
SINGLE = 5e-7
WHY_SINGLE = (
    "products and sums in single precision: the WebAssembly kernels add in another order, and have another exp, than the"
    " native ones; an ulp is 1.2e-7, and two of them were seen"
)
DOUBLE = 2e-15
WHY_DOUBLE = "sums of doubles in another order than the native kernels; an ulp is 2.2e-16, and two of them were seen"


class Model:
    """A case whose answers are those of the pyfunc of a saved model."""

    def __init__(self, name, graph, about, libraries=LIBRARIES, tolerance="bits", why=None, **save):
        self.case = Case("onnx", name, about=about, libraries=libraries, tolerance=tolerance, why=why)
        self.path = Path(tempfile.mkdtemp()) / "model"
        # skl2onnx writes them in the order of a set.
        graph.opset_import.sort(key=lambda opset: opset.domain)
        save.setdefault("save_as_external_data", False)
        mlflow.onnx.save_model(graph, self.path, **save)
        keep_model(self.case, self.path)
        self.drop_identity()
        self.pyfunc = mlflow.pyfunc.load_model(str(self.path))

    def drop_identity(self):
        """Takes out what differs from run to run."""
        file = self.case.folder / "MLmodel"
        skipped = ("utc_time_created", "model_uuid", "model_id", "run_id", "model_size_bytes")
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith(skipped)))

    def ask(self, name, value, says=None, **more):
        self.case.input(name, value)
        self.case.call(name, lambda data: plain(self.pyfunc.predict(copy(data))), says=says, **more)
        return self

    def serve(self, requests):
        """Records what MLflow's scoring server answers to bodies of requests."""
        schema = self.pyfunc.metadata.get_input_schema()
        recorded = []
        for body in requests:
            text = json.dumps(body)
            try:
                answer = scoring_server.invocations(text, "application/json", self.pyfunc, schema)
                recorded.append({"body": text, "status": answer.status, "answer": answer.response})
            except mlflow.MlflowException as error:
                recorded.append({"body": text, "status": error.get_http_status_code(), "code": error.error_code})
        (self.case.folder / "requests.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
        return self

    def save(self):
        self.case.save()
        shutil.rmtree(self.path.parent)
        return self


def copy(data):
    """The wrapper casts inside the dict that it is given."""
    return dict(data) if isinstance(data, dict) else data


def plain(answer):
    """Lists of maps and of arrays as arrays of objects; lists of arrays of one shape as one array."""
    if not isinstance(answer, dict):
        return answer
    return {name: objects(value) if isinstance(value, list) else value for name, value in answer.items()}


def objects(items):
    if items and isinstance(items[0], np.ndarray) and len({item.shape for item in items}) == 1:
        return np.stack(items)
    array = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        array[i] = item.tolist() if isinstance(item, np.ndarray) else item
    return array


def frame(matrix, names=None):
    names = names or [f"f{i}" for i in range(matrix.shape[1])]
    return pd.DataFrame(matrix, columns=names)


def some(matrix, rows=40):
    """Rows from all over a data set."""
    return matrix[:: max(1, len(matrix) // rows)]


# ---------------------------------------------------------------------------------------------------------- skl2onnx


def asked(model, X):
    """A frame, an array, named arrays, one row and no row."""
    matrix = some(X)
    name = model.pyfunc._model_impl.inputs[0][0]
    model.ask("frame", frame(matrix))
    model.ask("array", matrix)
    model.ask("single", {name: matrix.astype(np.float32)})
    model.ask("one row", frame(matrix[:1]))
    model.ask("whole numbers", frame(matrix[:2].astype(np.int64)), says="decimal point")
    model.ask("too narrow", frame(matrix[:2, 1:]), says="shape")
    model.ask("text", frame(matrix[:2].astype(str).astype(object)))
    return model


def float_graph(estimator, X, **options):
    return to_onnx(estimator, X[:1].astype(np.float32), target_opset={"": 21, "ai.onnx.ml": 3}, **options)


def classifiers():
    iris = load_iris()
    X, y = iris.data, iris.target
    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
    asked(
        Model("logistic-zipmap", float_graph(logistic, X), "A pipeline whose probabilities are a list of maps by whole-number label", tolerance=SINGLE, why=WHY_SINGLE),
        X,
    ).save()
    asked(
        Model(
            "logistic-matrix",
            float_graph(logistic, X, options={"zipmap": False}),
            "The same without ZipMap: a vector and a matrix, which no frame can hold side by side",
            tolerance=SINGLE,
            why=WHY_SINGLE,
        ),
        X,
    ).save()
    asked(
        Model(
            "logistic-columns",
            float_graph(logistic, X, options={"zipmap": "columns"}),
            "The same with an output a class",
            tolerance=SINGLE,
            why=WHY_SINGLE,
        ),
        X,
    ).save()
    names = iris.target_names[y].astype(object)
    forest = RandomForestClassifier(12, max_depth=5, random_state=0).fit(X, names)
    asked(
        Model("forest-text-labels", float_graph(forest, X), "Trees with text labels, whose maps are by text"),
        X,
    ).save()
    cancer = load_breast_cancer()
    tree = DecisionTreeClassifier(max_depth=6, random_state=0).fit(cancer.data, cancer.target)
    asked(Model("tree-binary", float_graph(tree, cancer.data), "A tree of two classes: leaves are fractions, so bits agree"), cancer.data).save()
    wine = load_wine()
    svc = make_pipeline(StandardScaler(), SVC(probability=True, random_state=0)).fit(wine.data, wine.target)
    asked(Model("svc-probability", float_graph(svc, wine.data), "Kernel sums and pairwise coupling of probabilities"), wine.data).save()
    mlp = make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=300, random_state=0)).fit(X, y)
    asked(Model("mlp", float_graph(mlp, X), "Matrix products in single precision", tolerance=SINGLE, why=WHY_SINGLE), X).save()
    knn = KNeighborsClassifier(3).fit(X[::3], y[::3])
    asked(Model("neighbours", float_graph(knn, X, options={"zipmap": False}), "Distances and a top-k in graph operators"), X).save()
    boosted = GradientBoostingClassifier(n_estimators=8, max_depth=3, random_state=0).fit(X, y)
    asked(Model("boosting-classifier", float_graph(boosted, X), "Boosted trees of three classes through a softmax"), X).save()
    two = np.column_stack([y, y > 0])
    multi = MultiOutputClassifier(DecisionTreeClassifier(max_depth=3, random_state=0)).fit(X, two)
    asked(Model("multi-output", float_graph(multi, X, options={"zipmap": False}), "A list of matrices of different widths, one a target"), X).save()
    both = np.column_stack([y > 0, y > 1]).astype(int)
    even = MultiOutputClassifier(DecisionTreeClassifier(max_depth=3, random_state=0)).fit(X, both)
    asked(Model("multi-output-even", float_graph(even, X, options={"zipmap": False}), "A list of matrices of one shape, which a frame stacks and flattens"), X).save()


def regressors():
    diabetes = load_diabetes()
    X, y = diabetes.data, diabetes.target
    boosted = GradientBoostingRegressor(n_estimators=20, max_depth=3, random_state=0).fit(X, y)
    asked(Model("boosting-regressor", float_graph(boosted, X), "Summed leaves"), X).save()
    linear = LinearRegression().fit(X, np.column_stack([y, -y]))
    asked(Model("linear-two-targets", float_graph(linear, X), "Two targets a row, which MLflow flattens to two rows", tolerance=SINGLE, why=WHY_SINGLE), X).save()
    double = to_onnx(linear, X[:1].astype(np.float64))
    model = Model("linear-double", double, "A graph of doubles: they are not made single", tolerance=DOUBLE, why=WHY_DOUBLE)
    asked(model, X)
    model.ask("single array", some(X).astype(np.float32), says="float64").save()
    holes = X.copy()
    holes[3::11, 2] = np.nan
    imputed = make_pipeline(SimpleImputer(strategy="median"), LinearRegression()).fit(holes, y)
    asked(Model("imputer", float_graph(imputed, X), "Missing values are filled in by the graph", tolerance=SINGLE, why=WHY_SINGLE), holes).save()


def texts():
    corpus = ["the cat sat on the mat", "the dog ate the cat", "a mat for the dog", "Birds fly", "", "ünïcode wörds fly"]
    labels = [0, 1, 1, 0, 0, 1]
    pipeline = make_pipeline(TfidfVectorizer(lowercase=False, token_pattern="[a-zA-Z]+"), LogisticRegression()).fit(corpus, labels)
    graph = to_onnx(pipeline, initial_types=[("text", StringTensorType([None, 1]))], target_opset={"": 21, "ai.onnx.ml": 3})
    model = Model("text-vectorizer", graph, "Text in: words are counted and weighted in the graph", tolerance=SINGLE, why=WHY_SINGLE)
    column = np.array(corpus, dtype=object).reshape(-1, 1)
    model.ask("frame", pd.DataFrame({"text": corpus}))
    model.ask("array", column)
    model.ask("numbers", frame(np.array([[1.5], [2.0]])), says="text")
    model.save()
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {"colour": rng.choice(["red", "green", "blue"], 30), "size": rng.normal(size=30), "count": rng.integers(0, 5, 30)}
    )
    target = (table["size"] + (table.colour == "red") > 0.5).astype(int)
    transformer = ColumnTransformer([("kind", OneHotEncoder(handle_unknown="ignore"), ["colour"]), ("number", StandardScaler(), ["size", "count"])])
    pipeline = make_pipeline(transformer, LogisticRegression()).fit(table, target)
    types = [("colour", StringTensorType([None, 1])), ("size", FloatTensorType([None, 1])), ("count", Int64TensorType([None, 1]))]
    graph = to_onnx(pipeline, initial_types=types, target_opset={"": 21, "ai.onnx.ml": 3})
    model = Model("mixed-columns", graph, "An input a column, of text, float and int64", tolerance=SINGLE, why=WHY_SINGLE)
    named = {
        "colour": np.array([["red"], ["green"], ["mauve"]], dtype=object),
        "size": np.array([[0.5], [-1.25], [3.0]]),
        "count": np.array([[1], [2], [3]]),
    }
    model.ask("named", named)
    model.ask("vectors", {name: value.reshape(-1) for name, value in named.items()}, says="shape")
    model.ask("frame", table[["size", "count"]], says="colour")
    model.ask("one missing", {name: named[name] for name in ("colour", "size")}, says="count")
    model.ask("one too many", {**named, "shape": named["size"]}, says="shape")
    model.ask("array", np.zeros((2, 3)), says="named arrays")
    model.save()


# --------------------------------------------------------------------------------------------------------- hand-made


def value(name, kind, *shape):
    return h.make_tensor_value_info(name, kind, shape)


def graph(nodes, inputs, outputs, weights=(), opsets=(("", 21),), **more):
    weights = [numpy_helper.from_array(array, name) for name, array in weights]
    made = h.make_graph(nodes, "graph", inputs, outputs, weights)
    return h.make_model(made, opset_imports=[h.make_opsetid(*opset) for opset in opsets], ir_version=10, **more)


def hand(name, model, about, **more):
    return Model(name, model, about, libraries=HAND_MADE, **more)


N, BIG = "rows", 9007199254740993


def whole_numbers():
    made = graph([h.make_node("Add", ["x", "one"], ["y"])], [value("x", T.INT64, N, 2)], [value("y", T.INT64, N, 2)], [("one", np.array([1, -1]))])
    model = hand("int64", made, "64-bit integers beyond what a double holds")
    numbers = np.array([[BIG, -BIG], [2**63 - 2, -(2**63) + 1], [0, 0]])
    model.ask("frame", frame(numbers)).ask("array", numbers).ask("named", {"x": numbers})
    model.ask("doubles", frame(np.array([[1.0, 2.0]])), says="int64")
    model.ask("int32", numbers[2:].astype(np.int32), says="int64")
    model.ask("booleans", np.array([[True, False]]), says="bool")
    model.save()
    kinds = {"int8": T.INT8, "int16": T.INT16, "int32": T.INT32, "uint8": T.UINT8, "uint16": T.UINT16, "uint32": T.UINT32, "uint64": T.UINT64, "float16": T.FLOAT16, "float64": T.DOUBLE, "bool": T.BOOL}
    nodes = [h.make_node("Identity", [f"in_{kind}"], [f"out_{kind}"]) for kind in kinds]
    made = graph(nodes, [value(f"in_{kind}", code, N) for kind, code in kinds.items()], [value(f"out_{kind}", code, N) for kind, code in kinds.items()])
    model = hand("every-dtype", made, "Each element type goes in and out unchanged")
    arrays = {}
    for kind in kinds:
        if kind == "bool":
            arrays[f"in_{kind}"] = np.array([True, False, True])
        elif kind.startswith("float"):
            arrays[f"in_{kind}"] = np.array([0.1, -65504, np.nan], dtype=kind)
        else:
            arrays[f"in_{kind}"] = np.array([np.iinfo(kind).min, 1, np.iinfo(kind).max], dtype=kind)
    model.ask("named", arrays).save()


def floats():
    made = graph([h.make_node("Mul", ["x", "half"], ["y"])], [value("x", T.FLOAT, N, 3)], [value("y", T.FLOAT, N, 3)], [("half", np.array([0.5], dtype=np.float32))])
    model = hand("float-edges", made, "Doubles become single precision: beyond its range, below it, not numbers")
    edges = np.array([[0.1, 1e39, -1e39], [np.nan, np.inf, -np.inf], [1e-46, 16777217.0, -0.0]])
    model.ask("frame", frame(edges)).ask("array", edges).ask("named", {"x": edges})
    mixed = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5], "c": np.array([0.25, 4], dtype=np.float32)})
    model.ask("mixed widths", mixed)
    model.ask("a boolean column", mixed.assign(a=[True, False]))
    model.ask("a text column", mixed.assign(a=["x", "y"]))
    model.ask("a date column", mixed.assign(a=pd.to_datetime(["2020-01-01", "2021-01-01"])))
    model.ask("one dimension", np.array([1.0, 2.0, 3.0]), says="shape")
    model.ask("no rows", np.zeros((0, 3))).ask("other name", {"z": edges}, says='"x" is missing')
    model.save()
    made = graph([h.make_node("Add", ["x", "y"], ["sum"]), h.make_node("Greater", ["x", "y"], ["more"])], [value("x", T.FLOAT, N), value("y", T.FLOAT, N)], [value("sum", T.FLOAT, N), value("more", T.BOOL, N)])
    model = hand("two-inputs", made, "A frame goes into several inputs column by column")
    table = pd.DataFrame({"y": [0.5, -1.5, np.nan], "extra": [1, 2, 3], "x": [1.0, -2.0, 3.0]})
    model.ask("frame", table).ask("named", {name: table[name].to_numpy() for name in "xy"})
    model.ask("array", table[["x", "y"]].to_numpy(), says="named arrays").ask("a missing column", table[["x"]], says='"y"')
    model.ask("whole numbers", table.assign(x=[1, 2, 3]), says="decimal point")
    model.save()


def shapes():
    nodes = [
        h.make_node("ReduceSum", ["x"], ["total"], keepdims=0),
        h.make_node("ReduceMean", ["x", "last"], ["mean"], keepdims=0),
        h.make_node("Transpose", ["x"], ["turned"], perm=[0, 2, 1]),
        h.make_node("Shape", ["x"], ["shape"]),
    ]
    outputs = [value("total", T.FLOAT), value("mean", T.FLOAT, N, 2), value("turned", T.FLOAT, N, 3, 2), value("shape", T.INT64, 3)]
    made = graph(nodes, [value("x", T.FLOAT, N, 2, 3)], outputs, [("last", np.array([2]))])
    cube = np.arange(12).reshape(2, 2, 3) / 4
    model = hand("ranks", made, "Outputs of no, two and three dimensions beside each other")
    model.ask("array", cube).ask("single", {"x": cube.astype(np.float32)}).ask("too flat", cube[0], says="shape").ask("frame", frame(cube[0]), says="shape")
    model.save()
    made = graph([h.make_node("Unsqueeze", ["x", "axis"], ["cube"])], [value("x", T.FLOAT, N, 2)], [value("cube", T.FLOAT, N, 2, 1)], [("axis", np.array([2]))])
    hand("three-dimensions", made, "An output of three dimensions is one column of all its elements").ask("frame", frame(np.array([[1.5, 2], [3, 4]]))).save()
    made = graph([h.make_node("Gather", ["table", "i"], ["y"])], [value("i", T.INT64, N)], [value("y", T.FLOAT, N)], [("table", np.array([1.5, 2.5], dtype=np.float32))])
    model = hand("out-of-bounds", made, "An operator that refuses a value while it runs")
    model.ask("inside", np.array([0, 1, -1])).ask("outside", np.array([0, 2])).save()


def sequences():
    nodes = [h.make_node("SplitToSequence", ["x"], ["parts"], axis=1, keepdims=1)]
    made = graph(nodes, [value("x", T.FLOAT, N, 2)], [h.make_tensor_sequence_value_info("parts", T.FLOAT, None)])
    matrix = np.array([[1.5, 2], [3, 4], [5, 6]])
    hand("split-sequence", made, "A list of arrays that is made as the graph runs").ask("frame", frame(matrix)).ask("array", matrix).save()
    nodes = [h.make_node("Add", ["x", "x"], ["twice"]), h.make_node("SequenceConstruct", ["x", "twice", "x"], ["list"])]
    made = graph(nodes, [value("x", T.INT64, N)], [h.make_tensor_sequence_value_info("list", T.INT64, None), value("twice", T.INT64, N)])
    numbers = np.array([1, BIG])
    hand("sequence-beside", made, "A list of arrays, one twice and one an output too").ask("array", numbers).save()
    nodes = [h.make_node("ZipMap", ["x"], ["maps"], domain="ai.onnx.ml", classlabels_strings=["é", "b c"])]
    maps = h.make_value_info("maps", h.make_sequence_type_proto(h.make_map_type_proto(T.STRING, h.make_tensor_type_proto(T.FLOAT, None))))
    made = graph(nodes, [value("x", T.FLOAT, N, 2)], [maps], opsets=(("ai.onnx.ml", 3),))
    model = hand("zipmap-alone", made, "Only a ZipMap, right on the input, without ONNX's own operator set")
    model.ask("frame", frame(np.array([[0.1, 0.9], [np.nan, 1]]))).ask("array", np.array([[0.25, 0.75]])).save()
    maps = h.make_value_info("maps", h.make_sequence_type_proto(h.make_map_type_proto(T.INT64, h.make_tensor_type_proto(T.FLOAT, None))))
    nodes = [h.make_node("ZipMap", ["p"], ["maps"], domain="ai.onnx.ml", classlabels_int64s=[10, -2]), h.make_node("Softmax", ["x"], ["p"])]
    made = graph(nodes[::-1], [value("x", T.FLOAT, N, 2)], [maps, value("p", T.FLOAT, N, 2)], opsets=(("", 21), ("ai.onnx.ml", 3)))
    model = hand("zipmap-and-matrix", made, "A ZipMap beside the matrix that it is made of, with negative labels", tolerance=SINGLE, why=WHY_SINGLE)
    model.ask("array", np.array([[0.25, 0.75], [3, -3]])).ask("frame", frame(np.array([[0.25, 0.75]]))).save()


def words():
    made = graph([h.make_node("Identity", ["x"], ["y"])], [value("x", T.STRING, N, None)], [value("y", T.STRING, N, None)])
    model = hand("text-identity", made, "What becomes of cells that are no text where the graph takes text")
    mixed = pd.DataFrame({"a": ["x", "é€😀"], "b": [1, -2], "c": [True, False], "d": [0.5, 1e20], "e": [1.0, 1e-7]})
    model.ask("text", pd.DataFrame({"a": ["x", ""], "b": ["y", "z"]})).ask("mixed", mixed)
    model.ask("missing", pd.DataFrame({"a": ["x", None], "b": [0.5, np.nan]}))
    model.ask("objects", np.array([["a", None, 1, 1.5, True]], dtype=object))
    model.ask("numbers only", frame(np.array([[1.5, 2.5]])), says="text").save()
    nodes = [
        h.make_node("StringNormalizer", ["x"], ["y"], case_change_action="LOWER", is_case_sensitive=0, locale="C", stopwords=["the"]),
        h.make_node("LabelEncoder", ["y"], ["code"], domain="ai.onnx.ml", keys_strings=["cat", "dog"], values_int64s=[7, 8], default_int64=-1),
    ]
    made = graph(nodes, [value("x", T.STRING, N)], [value("y", T.STRING, N), value("code", T.INT64, N)], opsets=(("", 21), ("ai.onnx.ml", 3)))
    hand("text-codes", made, "Text out, and text to codes").ask("array", np.array(["The", "Cat", "DOG", "bird"], dtype=object)).save()


def control_flow():
    branch = lambda name, op: h.make_graph([h.make_node(op, ["x", "w"], [name])], name, [], [value(name, T.FLOAT, N, 2)])
    nodes = [
        h.make_node("ReduceSum", ["x"], ["sum"], keepdims=0),
        h.make_node("Greater", ["sum", "zero"], ["positive"]),
        h.make_node("If", ["positive"], ["y"], then_branch=branch("more", "Add"), else_branch=branch("less", "Sub")),
    ]
    made = graph(nodes, [value("x", T.FLOAT, N, 2)], [value("y", T.FLOAT, N, 2)], [("zero", np.array(0, dtype=np.float32)), ("w", np.array([1, 2], dtype=np.float32))])
    model = hand("branches", made, "Graphs within a graph")
    model.ask("positive", np.array([[1.0, 2.0]])).ask("negative", np.array([[-1.0, -2.0]])).save()
    function = h.make_function("own", "Twice", ["a"], ["b"], [h.make_node("Add", ["a", "a"], ["b"])], [h.make_opsetid("", 21)])
    made = graph([h.make_node("Twice", ["x"], ["y"], domain="own")], [value("x", T.FLOAT, N)], [value("y", T.FLOAT, N)], opsets=(("", 21), ("own", 1)), functions=[function])
    hand("own-function", made, "An operator that the file itself defines").ask("array", np.array([1.5, 2.5])).save()


def external():
    rng = np.random.default_rng(0)
    weights = [("w", rng.normal(size=(8, 64)).astype(np.float32)), ("v", rng.normal(size=(64, 8)).astype(np.float32)), ("b", np.arange(8, dtype=np.float32))]
    nodes = [h.make_node("MatMul", ["x", "w"], ["a"]), h.make_node("Relu", ["a"], ["r"]), h.make_node("MatMul", ["r", "v"], ["m"]), h.make_node("Add", ["m", "b"], ["y"])]
    made = graph(nodes, [value("x", T.FLOAT, N, 8)], [value("y", T.FLOAT, N, 8)], weights)
    model = hand("external-data", made, "Weights in a file of their own, a part of it each", tolerance=2e-6, why=WHY_SINGLE + "; sums of 64 numbers, of which some cancel, differ by 1e-6", save_as_external_data=True)
    name_weights(model.case.folder)
    model.ask("array", rng.normal(size=(3, 8))).save()


def name_weights(folder):
    """MLflow gives the file another random name each time."""
    (file,) = folder.glob("*.data")
    file.rename(folder / "weights.data")
    saved = onnx.load(folder / "model.onnx", load_external_data=False)
    for tensor in saved.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "weights.data"
    (folder / "model.onnx").write_bytes(saved.SerializeToString())


def options():
    made = graph([h.make_node("Sqrt", ["x"], ["y"])], [value("x", T.FLOAT, N)], [value("y", T.FLOAT, N)])
    settings = {"graph_optimization_level": 1, "intra_op_num_threads": 2, "inter_op_num_threads": 1, "execution_mode": "sequential", "extra_session_config": {"session.set_denormal_as_zero": "1"}}
    model = hand("session-options", made, "Session options and execution providers in MLmodel", onnx_session_options=settings, onnx_execution_providers=["CUDAExecutionProvider", "CPUExecutionProvider"])
    model.ask("array", np.array([4.0, 2.0])).save()


def served():
    iris = load_iris()
    X = frame(iris.data, ["a", "b", "c", "d"])
    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(iris.data, iris.target)
    rows = [[5.1, 3.5, 1.4, 0.2], [6, 3, 5, 2]]
    tables = [
        {"dataframe_split": {"columns": list("abcd"), "data": rows}},
        {"dataframe_split": {"columns": list("dcba"), "data": rows}},
        {"dataframe_records": [dict(zip("abcd", rows[0]))]},
        {"dataframe_split": {"columns": list("abcd"), "data": [[5, 3, 1, 0]]}},
        {"dataframe_split": {"columns": list("abcd"), "data": [[5, None, 1.5, 0]]}},
        {"dataframe_split": {"columns": list("abcd"), "data": [[5, "x", 1.5, 0]]}},
        {"dataframe_split": {"columns": list("abc"), "data": [[5.5, 1.5, 0.5]]}},
        {"inputs": rows},
        {"inputs": [[5, 3, 1, 0]]},
        {"inputs": {"X": [[5.1, 3.5, 1.4, 0.2]]}},
        {"inputs": {"X": [[5, 3, 1, 0]]}},
        {"instances": rows},
        {"instances": [[[5.1, 3.5, 1.4, 0.2]]]},
    ]
    graph_of = lambda: float_graph(logistic, iris.data)
    about = "MLflow's scoring server in front of a graph: "
    model = Model("served-without-signature", graph_of(), about + "no signature", tolerance=SINGLE, why=WHY_SINGLE)
    model.ask("frame", X[:2]).serve(tables).save()
    signature = infer_signature(X)
    model = Model("served-with-columns", graph_of(), about + "columns of doubles", tolerance=SINGLE, why=WHY_SINGLE, signature=signature)
    model.ask("frame", X[:2]).serve(tables).save()
    signature = mlflow.models.ModelSignature(Schema([TensorSpec(np.dtype("float32"), (-1, 4), "X")]))
    model = Model("served-with-tensor", graph_of(), about + "a tensor of float32", tolerance=SINGLE, why=WHY_SINGLE, signature=signature)
    model.ask("named", {"X": iris.data[:2].astype(np.float32)}).serve(tables).save()
    made = graph([h.make_node("Neg", ["n"], ["less"]), h.make_node("Identity", ["word"], ["same"])], [value("n", T.INT64, N), value("word", T.STRING, N)], [value("less", T.INT64, N), value("same", T.STRING, N)])
    model = hand("served-two-inputs", made, about + "whole numbers and text")
    words = {"n": np.array([1, BIG]), "word": np.array(["x", "é"], dtype=object)}
    model.ask("named", words)
    model.serve([{"inputs": {"n": [1, BIG], "word": ["x", "é"]}}, {"inputs": {"n": [1], "word": [1]}}, {"inputs": [1, 2]}, {"inputs": {"n": [1]}}]).save()


def refused():
    x, y = value("x", T.FLOAT, N), value("y", T.FLOAT, N)
    made = graph([h.make_node("Tokenise", ["x"], ["t"], domain="ai.onnx.contrib"), h.make_node("Bert", ["t"], ["y"], domain="my.own")], [x], [y], opsets=(("", 21), ("ai.onnx.contrib", 1), ("my.own", 1)))
    refuse("refused-custom-operators", made, "Operators of others: both are named", "ai.onnx.contrib.Tokenise, my.own.Bert")
    made = graph([h.make_node("Vanish", ["x"], ["y"])], [x], [y])
    refuse("refused-unknown-operator", made, "An operator that ONNX does not have", "Vanish")
    entry = h.make_value_info("x", h.make_map_type_proto(T.STRING, h.make_tensor_type_proto(T.FLOAT, None)))
    made = graph([h.make_node("DictVectorizer", ["x"], ["y"], domain="ai.onnx.ml", string_vocabulary=["a", "b"])], [entry], [value("y", T.FLOAT, 1, 2)], opsets=(("", 21), ("ai.onnx.ml", 3)))
    refuse("refused-map-input", made, "An input that is a map", 'its input "x" is a value of kind "map"')


def refuse(name, model, about, says):
    case = Case("onnx", name, about=about, libraries=["onnx"])
    (case.folder / "model.onnx").write_bytes(model.SerializeToString())
    (case.folder / "MLmodel").write_text("flavors:\n  onnx:\n    data: model.onnx\n")
    case.refused(says)
    case.save()


if __name__ == "__main__":
    classifiers()
    regressors()
    texts()
    whole_numbers()
    floats()
    shapes()
    sequences()
    words()
    control_flow()
    external()
    options()
    served()
    refused()
