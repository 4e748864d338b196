"""Records trees, ensembles, support vector machines, neighbours and what is built of them: see ../README.md."""

import pickle
import sys
import warnings
import zipfile

import joblib
import numpy as np
import pandas as pd
import sklearn
from golden import Case
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import (
    KNeighborsClassifier,
    KNeighborsRegressor,
    NearestCentroid,
    RadiusNeighborsClassifier,
    RadiusNeighborsRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, SVR, NuSVC, NuSVR, OneClassSVM
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

# What the middle environment records: a case of each change between the oldest and the newest.
MIDDLE = {
    "decision-tree-text-labels",
    "extra-tree-weighted",
    "extra-tree-regression",
    "random-forest",
    "random-forest-missing",
    "extra-trees-three-outputs",
    "isolation-forest",
    "gradient-boosting-two-classes",
    "gradient-boosting-three-classes",
    "gradient-boosting-huber",
    "hist-gradient-boosting-three-classes",
    "hist-gradient-boosting-categories",
    "hist-gradient-boosting-words",
    "ada-boost-votes",
    "bagging-of-trees",
    "voting-by-probability",
    "stacking-with-input",
    "calibrated-isotonic",
    "calibrated-sigmoid",
    "svc-probabilities",
    "one-class-svm",
    "neighbours-ties-kd-tree",
    "neighbours-ties-ball-tree",
    "neighbours-by-distance",
    "nearest-centroid-uneven",
    "one-vs-rest-of-labels",
    "chain-of-classifiers",
    "dummy-prior",
}
FORMS = ("pickle", "skops", "joblib", "skops", "pickle2")

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
LABEL = "%d.%d" % VERSION

EXACT = {"tolerance": "bits"}
EXPONENTIAL = {
    "tolerance": 1e-12,
    "why": "exp and log of another mathematics library differ by a unit in the last place",
}
ALGEBRA = {
    "tolerance": 1e-9,
    "why": "the library's matrix products add in an order that depends on the processor and the number of rows",
}

SINGLE = {
    "tolerance": 1e-6,
    "why": "the model inside was fitted on single precision, and the library multiplies its matrices in it",
}


def frame_of(bunch):
    return pd.DataFrame(bunch.data, columns=[str(name) for name in bunch.feature_names])


def some(frame, count, seed=0):
    return frame.sample(count, random_state=seed).reset_index(drop=True)


def edges(frame):
    """The training set's own values, halves between them, and the least steps of single precision beside them."""
    rows = frame.iloc[:: max(1, len(frame) // 4)].to_numpy()
    near = np.float32(rows)
    parts = [rows, (rows[:-1] + rows[1:]) / 2, np.nextafter(near, np.float32(np.inf)), np.nextafter(near, -np.float32(np.inf))]
    return pd.DataFrame(np.vstack(parts).astype("float64"), columns=frame.columns)


def holes(frame, seed=1):
    """Rows with missing values here and there, one row of nothing else."""
    rows = some(frame, 12, seed).to_numpy().copy()
    rows[np.random.RandomState(seed).rand(*rows.shape) < 0.3] = np.nan
    rows[-1] = np.nan
    return pd.DataFrame(rows, columns=frame.columns)


def write(case, model, form):
    name = {"pickle": "model.pkl", "pickle2": "model.pkl", "joblib": "model.joblib", "skops": "model.skops"}[form]
    path = case.folder / name
    if form == "skops":
        import skops.io

        skops.io.dump(model, path, compression=zipfile.ZIP_DEFLATED)
    elif form == "joblib":
        joblib.dump(model, path, compress=3)
    else:
        path.write_bytes(pickle.dumps(model, protocol=2 if form == "pickle2" else 4))
    text = (
        "flavors:\n"
        "  python_function:\n"
        "    loader_module: mlflow.sklearn\n"
        f"    model_path: {name}\n"
        "    predict_fn: predict\n"
        "  sklearn:\n"
        f"    pickled_model: {name}\n"
        f"    serialization_format: {'skops' if form == 'skops' else 'pickle'}\n"
        f"    sklearn_version: {sklearn.__version__}\n"
    )
    (case.folder / "MLmodel").write_text(text)


def record(name, model, inputs, about, methods=("predict",), form=None, looser=None, refusals=()):
    """One case: every input with every method; `looser` gives the tolerance of methods that are not exact."""
    if (1, 2) < VERSION < (1, 9) and name not in MIDDLE:
        return
    looser = looser or {}
    form = form or FORMS[(sum(map(ord, name)) + VERSION[1]) % len(FORMS)]
    case = Case("sklearn", f"{name}-{LABEL}", about, ["scikit-learn", "numpy"], "bits")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for key, value in inputs.items():
            case.input(key, value)
            for method in methods:
                more = {} if looser.get(method, EXACT) is EXACT else looser[method]
                call = case.call(
                    key,
                    answer=lambda rows, method=method: getattr(model, method)(rows),
                    method=None if method == "predict" else method,
                    **more,
                )
                if "error" in call:
                    print(f"{name}-{LABEL} {key} {method}: {call['error']['message'][:90]}")
        for key, value, says in refusals:
            if VERSION < (1, 2) and says in ("feature names", "order"):
                continue  # it only warned
            case.input(key, value)
            call = case.call(key, answer=lambda rows: model.predict(rows), says=says)
            assert "error" in call, (name, key)
    write(case, model, form)
    case.save()


def wrong_columns(frame):
    """What every estimator that was fitted on names refuses."""
    renamed = frame.rename(columns={frame.columns[0]: "another"})
    return [
        ("renamed", some(renamed, 2), "feature names"),
        ("reordered", some(frame[frame.columns[::-1]], 2), "order"),
        ("short", some(frame, 2).to_numpy()[:, 1:], "features"),
    ]


def flat(classes=2):
    """A table of whole numbers with many equal rows, for ties."""
    rows = np.random.RandomState(7).randint(0, 4, size=(80, 3)).astype("float64")
    return rows, (rows.sum(axis=1) % classes).astype("int64")


PROBABILITY = ("predict", "predict_proba")
DECISION = ("predict", "decision_function")
ALL = ("predict", "predict_proba", "decision_function")


def trees():
    iris, wine, diabetes = load_iris(), load_wine(), load_diabetes()
    x = frame_of(iris)
    rows = {"rows": some(x, 20), "edges": edges(x), "one": some(x, 1), "holes": holes(x)}
    tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(x, iris.target_names[iris.target])
    record(
        "decision-tree-text-labels",
        tree,
        rows,
        "A tree with names of classes for labels and values beside its thresholds",
        PROBABILITY,
        refusals=wrong_columns(x),
    )
    huge = np.array([[1e39, 0, 0, 0]])
    weights = np.random.RandomState(3).rand(len(x))
    tree = ExtraTreeClassifier(max_depth=5, random_state=1).fit(x.to_numpy(), iris.target, sample_weight=weights)
    record(
        "extra-tree-weighted",
        tree,
        {"rows": some(x, 20).to_numpy(), "holes": holes(x).to_numpy()},
        "An extremely random tree with weights, whose counts are no whole numbers",
        PROBABILITY,
        form="pickle2",
        refusals=[("huge", huge, "too large"), ("infinite", np.full((1, 4), np.inf), "infinit")],
    )
    x = frame_of(diabetes)
    y = np.c_[diabetes.target, -2 * diabetes.target + x["bmi"]]
    tree = DecisionTreeRegressor(max_depth=5, min_samples_leaf=3, random_state=0).fit(x, y)
    record("decision-tree-two-outputs", tree, {"rows": some(x, 15), "edges": edges(x)}, "A regression of two outputs")
    tree = ExtraTreeRegressor(max_depth=5, random_state=0, criterion="friedman_mse").fit(x, diabetes.target)
    record("extra-tree-regression", tree, {"rows": some(x, 15), "holes": holes(x)}, "An extremely random regression tree")
    x = frame_of(wine)
    y = np.c_[wine.target, wine.target % 2]
    tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(x, y)
    record(
        "decision-tree-outputs-of-classes",
        tree,
        {"rows": some(x, 10)},
        "A classification of two outputs with three and two classes",
        PROBABILITY,
    )


def forests():
    iris, wine, diabetes, digits = load_iris(), load_wine(), load_diabetes(), load_digits()
    x = frame_of(wine)
    forest = RandomForestClassifier(7, max_depth=5, random_state=0).fit(x, wine.target_names[wine.target])
    record(
        "random-forest",
        forest,
        {"rows": some(x, 30), "edges": edges(x), "holes": holes(x)},
        "A forest whose probabilities are summed in the order of the trees",
        (*PROBABILITY, "predict_log_proba"),
        looser={"predict_log_proba": EXPONENTIAL},
        refusals=wrong_columns(x),
    )
    forest = RandomForestClassifier(5, max_depth=5, random_state=0, class_weight="balanced").fit(digits.data, digits.target)
    record(
        "random-forest-ten-classes",
        forest,
        {"rows": digits.data[::45]},
        "Ten weighted classes, whose sums numpy adds in eight lanes",
        PROBABILITY,
        form="joblib",
    )
    x = frame_of(diabetes)
    forest = RandomForestRegressor(4, max_depth=5, random_state=0).fit(x, diabetes.target)
    record("random-forest-regression", forest, {"rows": some(x, 25), "edges": edges(x), "holes": holes(x)}, "A mean of trees")
    y = np.c_[diabetes.target, diabetes.target**2, x["age"]]
    forest = ExtraTreesRegressor(3, max_depth=4, random_state=0).fit(x, y)
    record("extra-trees-three-outputs", forest, {"rows": some(x, 10), "holes": holes(x)}, "Three outputs of extremely random trees")
    x = frame_of(iris)
    y = np.c_[iris.target, iris.target == 1]
    forest = ExtraTreesClassifier(5, max_depth=4, random_state=0, bootstrap=True).fit(x, y)
    record("extra-trees-outputs-of-classes", forest, {"rows": some(x, 10)}, "Two outputs of a forest", PROBABILITY)
    missing = x.mask(np.random.RandomState(0).rand(*x.shape) < 0.2)
    if VERSION >= (1, 4):
        forest = RandomForestClassifier(5, max_depth=5, random_state=0).fit(missing, iris.target)
        record("random-forest-missing", forest, {"holes": holes(x), "rows": some(x, 10)}, "Fitted on missing values", PROBABILITY)
    forest = IsolationForest(n_estimators=8, random_state=0, max_features=3, max_samples=32).fit(x)
    record(
        "isolation-forest",
        forest,
        {"rows": some(x, 40), "edges": edges(x), "holes": holes(x)},
        "Depths of trees that saw three of four columns",
        DECISION,
        looser={"decision_function": EXPONENTIAL},
    )


def sizes():
    """Many rows, many columns, many levels, columns of other types."""
    numbers = np.random.RandomState(11)
    points = numbers.rand(3000, 2).astype("float32")
    ring = (np.hypot(points[:, 0] - 0.5, points[:, 1] - 0.5) > 0.3).astype("int64")
    forest = RandomForestClassifier(4, max_depth=6, random_state=0).fit(points, ring)
    record("random-forest-many-rows", forest, {"rows": points[:2000]}, "Thousands of rows of single precision")
    wide = numbers.normal(size=(60, 400)).astype("float32")
    forest = ExtraTreesRegressor(4, max_depth=6, random_state=0).fit(wide, wide[:, 7] * wide[:, 300])
    record("extra-trees-many-columns", forest, {"rows": wide[:10]}, "Hundreds of columns")
    line = np.arange(150.0)[:, None]
    tree = DecisionTreeRegressor(criterion="squared_error", random_state=0).fit(line, 1.9 ** np.arange(150.0))
    record("decision-tree-many-levels", tree, {"rows": np.linspace(-1, 150, 120)[:, None]}, "A tree with a level a leaf")
    table = pd.DataFrame(
        {
            "count": numbers.randint(0, 9, 200),
            "big": numbers.randint(2**24, 2**24 + 64, 200),
            "flag": numbers.rand(200) > 0.5,
            "single": numbers.rand(200).astype("float32"),
        }
    )
    tree = DecisionTreeRegressor(max_depth=5, random_state=0).fit(table, table["big"] * (1.0 + table["flag"]) + table["count"])
    record(
        "decision-tree-types",
        tree,
        {"rows": table[:60]},
        "Integers that single precision cannot hold, and truth values",
        refusals=[
            ("words", table.astype({"count": str}).replace({"count": {"3": "three"}}), None),
            ("nothing", table[:0], None),
        ],
    )


def boosting():
    iris, cancer, diabetes = load_iris(), load_breast_cancer(), load_diabetes()
    x = frame_of(cancer).iloc[:, :9]
    model = GradientBoostingClassifier(n_estimators=8, random_state=0).fit(x, cancer.target_names[cancer.target])
    record(
        "gradient-boosting-two-classes",
        model,
        {"rows": some(x, 20), "one": some(x, 1), "holes": holes(x)},
        "The logistic loss of two classes",
        ALL,
        looser={"predict_proba": EXPONENTIAL, "decision_function": EXPONENTIAL},
    )
    model = GradientBoostingClassifier(n_estimators=6, loss="exponential", random_state=0).fit(x, cancer.target)
    record(
        "gradient-boosting-exponential",
        model,
        {"rows": some(x, 20)},
        "The loss of AdaBoost, with halved scores",
        ALL,
        looser={"predict_proba": EXPONENTIAL, "decision_function": EXPONENTIAL},
    )
    x = frame_of(iris)
    model = GradientBoostingClassifier(n_estimators=5, random_state=0).fit(x, iris.target)
    record(
        "gradient-boosting-three-classes",
        model,
        {"rows": some(x, 20), "edges": edges(x)},
        "Three trees a stage, and a first guess whose mean is taken off since 1.4",
        ALL,
        looser={"predict_proba": EXPONENTIAL, "decision_function": EXPONENTIAL},
        refusals=wrong_columns(x),
    )
    x = frame_of(diabetes)
    model = GradientBoostingRegressor(n_estimators=8, loss="huber", max_depth=2, random_state=0).fit(x, diabetes.target)
    record("gradient-boosting-huber", model, {"rows": some(x, 30), "edges": edges(x)}, "A regression from a quantile on")
    model = GradientBoostingRegressor(n_estimators=4, init="zero", max_depth=2, random_state=0).fit(x, diabetes.target)
    record("gradient-boosting-from-zero", model, {"rows": some(x, 10)}, "No first guess")
    first = Ridge(alpha=0.5)
    model = GradientBoostingRegressor(n_estimators=6, init=first, random_state=0).fit(x, diabetes.target)
    record(
        "gradient-boosting-own-init",
        model,
        {"rows": some(x, 10)},
        "A linear model for a first guess, which sees single precision",
        looser={"predict": SINGLE},
    )


def histograms():
    iris, cancer, diabetes = load_iris(), load_breast_cancer(), load_diabetes()
    options = {"max_iter": 6, "max_leaf_nodes": 8, "random_state": 0}
    x = frame_of(cancer).iloc[:, :9]
    missing = x.mask(np.random.RandomState(0).rand(*x.shape) < 0.2)
    model = HistGradientBoostingClassifier(**options).fit(missing, cancer.target_names[cancer.target])
    record(
        "hist-gradient-boosting-two-classes",
        model,
        {"rows": some(x, 20), "holes": holes(x), "infinite": some(x, 4).replace(some(x, 4).iloc[0, 0], np.inf)},
        "Missing values in training and in scoring, compared in double precision",
        ALL,
        looser={"predict_proba": EXPONENTIAL},
        refusals=wrong_columns(x),
    )
    x = frame_of(iris)
    model = HistGradientBoostingClassifier(**options).fit(x, iris.target)
    record(
        "hist-gradient-boosting-three-classes",
        model,
        {"rows": some(x, 20), "edges": edges(x), "holes": holes(x)},
        "Three trees an iteration",
        ALL,
        looser={"predict_proba": EXPONENTIAL},
    )
    x = frame_of(diabetes)
    model = HistGradientBoostingRegressor(**options).fit(x, diabetes.target)
    record("hist-gradient-boosting-regression", model, {"rows": some(x, 20), "edges": edges(x)}, "The squared error")
    model = HistGradientBoostingRegressor(loss="poisson", **options).fit(x, diabetes.target)
    record(
        "hist-gradient-boosting-poisson",
        model,
        {"rows": some(x, 20)},
        "A logarithmic link",
        looser={"predict": EXPONENTIAL},
    )
    numbers = np.random.RandomState(5)
    codes = numbers.randint(0, 12, size=(400, 2)).astype("float64")
    values = np.c_[numbers.rand(400), codes[:, 0], numbers.rand(400), codes[:, 1]]
    target = np.isin(codes[:, 0], [1, 4, 9]) * 3.0 + np.isin(codes[:, 1], [0, 7]) + values[:, 0]
    values[::17, 1] = np.nan
    model = HistGradientBoostingRegressor(categorical_features=[1, 3], **options).fit(values, target)
    unseen = values[:30].copy()
    unseen[5:9, 1] = [40.0, 12.0, 200.0, np.nan]
    unseen[10, 3] = np.nan
    record(
        "hist-gradient-boosting-categories",
        model,
        {"rows": values[100:130], "unseen": unseen},
        "Categories as numbers, some not seen in training, in columns that change their places",
    )
    if VERSION >= (1, 4):
        words = np.array(["red", "green", "blue", "pink", "grey"])
        table = pd.DataFrame(
            {
                "size": values[:, 0],
                "colour": pd.Categorical(words[codes[:, 0].astype(int) % 5]),
                "weight": values[:, 2],
            }
        )
        model = HistGradientBoostingClassifier(categorical_features=["colour"], **options)
        model.fit(table, np.isin(table["colour"], ["red", "blue"]) ^ (table["size"] > 0.6))
        rows = table.iloc[:25].astype({"colour": object})
        rows.iloc[3, 1] = "violet"
        record(
            "hist-gradient-boosting-words",
            model,
            {"rows": rows},
            "Categories as words, one of them not seen in training",
            PROBABILITY,
            looser={"predict_proba": EXPONENTIAL},
        )


def ensembles():
    iris, cancer, wine, diabetes = load_iris(), load_breast_cancer(), load_wine(), load_diabetes()
    estimator = "estimator" if VERSION >= (1, 2) else "base_estimator"
    x = frame_of(wine)
    stump = DecisionTreeClassifier(max_depth=2, random_state=0)
    options = {"algorithm": "SAMME"} if VERSION < (1, 6) else {}
    model = AdaBoostClassifier(n_estimators=6, random_state=0, **{estimator: stump}, **options)
    model.fit(x, wine.target_names[wine.target])
    scores = {"predict_proba": EXPONENTIAL, "decision_function": EXPONENTIAL}
    record("ada-boost-votes", model, {"rows": some(x, 20), "holes": holes(x)}, "SAMME: weighted votes", ALL, looser=scores)
    model = AdaBoostClassifier(n_estimators=5, random_state=0, **options).fit(frame_of(cancer), cancer.target)
    record("ada-boost-two-classes", model, {"rows": some(frame_of(cancer), 20)}, "SAMME of two classes", ALL, looser=scores)
    if VERSION < (1, 6):
        model = AdaBoostClassifier(n_estimators=5, random_state=0).fit(x, wine.target)
        record("ada-boost-real", model, {"rows": some(x, 20)}, "SAMME.R: logarithms of probabilities", ALL, looser=scores)
        model = AdaBoostClassifier(n_estimators=5, random_state=0).fit(frame_of(cancer), cancer.target)
        record("ada-boost-real-two-classes", model, {"rows": some(frame_of(cancer), 20)}, "SAMME.R of two classes", ALL, looser=scores)
    model = BaggingClassifier(n_estimators=5, max_features=0.5, max_samples=0.3, random_state=0, **{estimator: stump}).fit(x, wine.target)
    record("bagging-of-trees", model, {"rows": some(x, 20), "holes": holes(x)}, "Trees that saw half of the columns", PROBABILITY)
    base = SVC(kernel="linear")
    model = BaggingClassifier(n_estimators=3, max_samples=0.5, random_state=0, **{estimator: base})
    model.fit(frame_of(iris), iris.target_names[iris.target])
    record("bagging-of-votes", model, {"rows": some(frame_of(iris), 20)}, "Estimators without probabilities vote", PROBABILITY)
    d = frame_of(diabetes)
    model = BaggingRegressor(n_estimators=4, max_features=0.7, random_state=0, **{estimator: DecisionTreeRegressor(max_depth=3)})
    record("bagging-regression", model.fit(d, diabetes.target), {"rows": some(d, 20)}, "A mean of trees of some columns")
    model = AdaBoostRegressor(n_estimators=6, random_state=0).fit(d, diabetes.target)
    record("ada-boost-regression", model, {"rows": some(d, 30)}, "AdaBoost.R2: a median by weight")
    voters = [
        ("tree", DecisionTreeClassifier(max_depth=3, random_state=0)),
        ("bayes", GaussianNB()),
        ("left", "drop"),
        ("forest", RandomForestClassifier(3, max_depth=3, random_state=0)),
    ]
    labels = wine.target_names[wine.target]
    model = VotingClassifier(voters, voting="soft", weights=[2, 1, 9, 1.5]).fit(x, labels)
    record(
        "voting-by-probability",
        model,
        {"rows": some(x, 20)},
        "Weighted probabilities, one estimator dropped",
        PROBABILITY,
        looser={"predict_proba": ALGEBRA},
        refusals=wrong_columns(x),
    )
    model = VotingClassifier(voters, weights=[1, 1, 5, 1.5]).fit(x, labels)
    record("voting-by-majority", model, {"rows": some(x, 20)}, "Weighted votes")
    regressors = [("tree", DecisionTreeRegressor(max_depth=3)), ("forest", RandomForestRegressor(2, max_depth=3, random_state=0))]
    model = VotingRegressor(regressors, weights=[1, 3]).fit(d, diabetes.target)
    record("voting-regression", model, {"rows": some(d, 20)}, "A weighted mean")
    model = StackingClassifier(
        [("tree", voters[0][1]), ("svc", SVC(random_state=0))], LogisticRegression(max_iter=500), cv=3, passthrough=True
    ).fit(x / x.max(), labels)
    record(
        "stacking-with-input",
        model,
        {"rows": some(x / x.max(), 20)},
        "Probabilities, decisions and the input itself to a linear model",
        PROBABILITY,
        looser={"predict_proba": ALGEBRA},
    )
    model = StackingClassifier([("tree", voters[0][1]), ("bayes", GaussianNB())], RandomForestClassifier(3, max_depth=4, random_state=0), cv=3)
    c = frame_of(cancer).iloc[:, :6]
    record("stacking-two-classes", model.fit(c, cancer.target), {"rows": some(c, 20)}, "Only the second probability", PROBABILITY)
    model = StackingRegressor([("ridge", Ridge()), ("tree", DecisionTreeRegressor(max_depth=3))], LinearRegression(), cv=3)
    record("stacking-regression", model.fit(d, diabetes.target), {"rows": some(d, 20)}, "Predictions to a linear model", looser={"predict": ALGEBRA})


def calibration():
    iris, cancer = load_iris(), load_breast_cancer()
    x, c = frame_of(iris), frame_of(cancer).iloc[:, :5]
    forest = RandomForestClassifier(3, max_depth=3, random_state=0)
    loose = {"predict_proba": ALGEBRA}
    model = CalibratedClassifierCV(forest, method="isotonic", cv=2).fit(x, iris.target_names[iris.target])
    record("calibrated-isotonic", model, {"rows": some(x, 30)}, "Probabilities of three classes through steps", PROBABILITY, looser=loose)
    model = CalibratedClassifierCV(forest, method="isotonic", cv=2).fit(c, cancer.target)
    record("calibrated-isotonic-two-classes", model, {"rows": some(c, 30)}, "Steps for two classes", PROBABILITY, looser=loose)
    model = CalibratedClassifierCV(SVC(), method="sigmoid", cv=2).fit(x, iris.target)
    record("calibrated-sigmoid", model, {"rows": some(x, 20)}, "Decisions of three classes through sigmoids", PROBABILITY, looser=loose)
    model = CalibratedClassifierCV(LogisticRegression(max_iter=5000), method="sigmoid", cv=2).fit(c, cancer.target)
    record("calibrated-sigmoid-two-classes", model, {"rows": some(c, 20)}, "One sigmoid for two classes", PROBABILITY, looser=loose)
    if VERSION >= (1, 6):
        from sklearn.frozen import FrozenEstimator
        from sklearn.metrics import f1_score, make_scorer
        from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV

        frozen = FrozenEstimator(forest.fit(x, iris.target_names[iris.target]))
        model = CalibratedClassifierCV(frozen, method="isotonic").fit(x, iris.target_names[iris.target])
        record("calibrated-frozen", model, {"rows": some(x, 20)}, "A classifier fitted before", PROBABILITY, looser=loose)
        names = cancer.target_names[cancer.target]
        scorer = make_scorer(f1_score, pos_label="benign")
        model = TunedThresholdClassifierCV(forest, scoring=scorer, cv=2).fit(c, names)
        record("threshold-tuned", model, {"rows": some(c, 30)}, "A threshold for the first class", PROBABILITY)
        model = FixedThresholdClassifier(SVC(), threshold=-0.7, pos_label="malignant").fit(c, names)
        record("threshold-of-decisions", model, {"rows": some(c, 30)}, "A threshold for decisions")
    if VERSION >= (1, 8):
        model = CalibratedClassifierCV(forest, method="temperature", cv=2).fit(x, iris.target)
        record("calibrated-temperature", model, {"rows": some(x, 20)}, "One temperature", PROBABILITY, looser=loose)
        model = CalibratedClassifierCV(SVC(), method="temperature", cv=2).fit(c, cancer.target)
        record("calibrated-temperature-two-classes", model, {"rows": some(c, 20)}, "One temperature for decisions", PROBABILITY, looser=loose)


def vectors():
    iris, cancer, diabetes = load_iris(), load_breast_cancer(), load_diabetes()
    x, d = frame_of(iris), frame_of(diabetes)
    c = frame_of(cancer).iloc[:, :6]
    c = (c - c.mean()) / c.std()
    loose = {"predict_proba": ALGEBRA, "decision_function": ALGEBRA}
    model = SVC(probability=True, random_state=0).fit(x, iris.target_names[iris.target])
    record(
        "svc-probabilities",
        model,
        {"rows": some(x, 30), "one": some(x, 1)},
        "Radial kernels of three classes, whose pairs are coupled to probabilities",
        (*ALL, "predict_log_proba"),
        looser={**loose, "predict_log_proba": ALGEBRA},
        refusals=[*wrong_columns(x), ("holes", holes(x), "NaN")],
    )
    model = SVC(probability=True, random_state=0, kernel="poly", degree=2, coef0=0.5).fit(c, cancer.target)
    record("svc-polynomial-two-classes", model, {"rows": some(c, 30)}, "Two classes, whose sign is turned", ALL, looser=loose)
    model = SVC(decision_function_shape="ovo", kernel="linear").fit(x, iris.target)
    record("svc-one-vs-one", model, {"rows": some(x, 30)}, "The decisions of the pairs themselves", DECISION, looser=loose)
    model = SVC(break_ties=True, kernel="sigmoid", gamma=0.05, C=2).fit((x - x.mean()) / x.std(), iris.target)
    record("svc-ties", model, {"rows": some((x - x.mean()) / x.std(), 40)}, "Ties broken by the decisions", DECISION, looser=loose)
    model = NuSVC(nu=0.3, gamma=0.2).fit(x, iris.target)
    record("nu-svc", model, {"rows": some(x, 30)}, "A bound on the support vectors", DECISION, looser=loose)
    model = SVR(C=50, gamma=5).fit(d, diabetes.target)
    record("svr", model, {"rows": some(d, 20)}, "A regression of radial kernels", looser={"predict": ALGEBRA})
    model = NuSVR(C=10, kernel="poly", degree=3, coef0=1, gamma=3).fit(d, diabetes.target)
    record("nu-svr-polynomial", model, {"rows": some(d, 20)}, "A regression of cubes", looser={"predict": ALGEBRA})
    model = OneClassSVM(nu=0.2, gamma=0.3).fit(x)
    record("one-class-svm", model, {"rows": some(x, 40)}, "Inside or outside", DECISION, looser=loose)


def neighbours():
    iris, wine, diabetes = load_iris(), load_wine(), load_diabetes()
    x, d, w = frame_of(iris), frame_of(diabetes), frame_of(wine)
    noisy = x + np.random.RandomState(0).normal(0, 0.01, x.shape)
    loose = {"predict_proba": ALGEBRA, "predict": ALGEBRA}
    rows, labels = flat(3)
    model = KNeighborsClassifier().fit(noisy, iris.target_names[iris.target])
    record(
        "neighbours",
        model,
        {"rows": some(x, 40), "one": some(x, 1)},
        "A tree of the rows",
        PROBABILITY,
        refusals=[*wrong_columns(x), ("holes", holes(x), "NaN")],
    )
    model = KNeighborsClassifier(4, algorithm="kd_tree", leaf_size=5).fit(rows, labels)
    record("neighbours-ties-kd-tree", model, {"rows": rows[:40]}, "Equal distances, settled by the order of a k-d tree", PROBABILITY)
    model = KNeighborsClassifier(4, algorithm="ball_tree", leaf_size=5).fit(rows, labels)
    record("neighbours-ties-ball-tree", model, {"rows": rows[:40]}, "Equal distances, settled by the order of a ball tree", PROBABILITY)
    model = KNeighborsClassifier(4, algorithm="brute").fit(rows, labels)
    record("neighbours-ties-brute", model, {"rows": rows[:40]}, "Equal distances, settled by the order of the rows", PROBABILITY)
    model = KNeighborsClassifier(6, weights="distance", metric="manhattan").fit(noisy, iris.target)
    record(
        "neighbours-by-distance",
        model,
        {"rows": some(x, 20), "same": noisy.iloc[:5]},
        "Weights by city-block distance, some of them zero",
        PROBABILITY,
        looser={"predict_proba": ALGEBRA},
    )
    model = KNeighborsRegressor(5, weights="distance", p=3).fit(d[:100], diabetes.target[:100])
    record("neighbours-regression", model, {"rows": some(d, 20), "between": edges(d)}, "A mean by distance of the third power", looser=loose)
    model = KNeighborsRegressor(3, metric="cosine").fit(w, np.c_[wine.target, w["alcohol"]])
    record("neighbours-cosine", model, {"rows": some(w, 20)}, "Two outputs by angle", looser=loose)
    model = RadiusNeighborsClassifier(1.5, weights="distance", outlier_label="most_frequent").fit(noisy, iris.target)
    record("neighbours-in-radius", model, {"rows": some(x, 20), "far": some(x, 5) * 9}, "All within a radius, and none", PROBABILITY, looser={"predict_proba": ALGEBRA})
    model = RadiusNeighborsRegressor(0.15).fit(d[:100], diabetes.target[:100])
    record("neighbours-in-radius-regression", model, {"rows": some(d, 20)}, "A mean within a radius", looser=loose)
    model = NearestCentroid().fit(x, iris.target_names[iris.target])
    record("nearest-centroid", model, {"rows": some(x, 40)}, "The nearest mean")
    few = [*range(0, 50), *range(50, 70), *range(100, 140)]
    model = NearestCentroid().fit(x.iloc[few], iris.target[few])
    record("nearest-centroid-uneven", model, {"rows": some(x, 40)}, "Classes of other sizes, which count since 1.6")
    model = NearestCentroid(shrink_threshold=0.4).fit(x, iris.target)
    record("nearest-centroid-shrunken", model, {"rows": some(x, 40)}, "The nearest shrunken mean")


def many():
    iris, wine, diabetes = load_iris(), load_wine(), load_diabetes()
    x, w, d = frame_of(iris), frame_of(wine), frame_of(diabetes)
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    loose = {"predict_proba": ALGEBRA, "decision_function": ALGEBRA}
    model = OneVsRestClassifier(tree).fit(w, wine.target_names[wine.target])
    record("one-vs-rest-of-trees", model, {"rows": some(w, 20)}, "Probabilities, normalised", PROBABILITY)
    model = OneVsRestClassifier(SVC(kernel="linear")).fit(x, iris.target)
    record("one-vs-rest-of-decisions", model, {"rows": some(x, 20)}, "The greatest decision", DECISION, looser=loose)
    labels = np.c_[iris.target == 0, iris.target > 0, x["petal width (cm)"] > 1.5].astype(int)
    model = OneVsRestClassifier(tree).fit(x, labels)
    record("one-vs-rest-of-labels", model, {"rows": some(x, 20)}, "Several labels at once", PROBABILITY)
    model = OneVsOneClassifier(SVC(kernel="linear")).fit(x, iris.target_names[iris.target])
    record("one-vs-one", model, {"rows": some(x, 20)}, "Votes of pairs", DECISION, looser=loose)
    model = OutputCodeClassifier(tree, code_size=3, random_state=0).fit(x, iris.target)
    record("output-code", model, {"rows": some(x, 20)}, "The nearest code word")
    y = np.c_[iris.target_names[iris.target], np.where(x.iloc[:, 0] > 5.5, "long", "short")]
    model = MultiOutputClassifier(tree).fit(x, y)
    record("outputs-of-classifiers", model, {"rows": some(x, 15)}, "An estimator an output", PROBABILITY)
    model = MultiOutputRegressor(GradientBoostingRegressor(n_estimators=2, max_depth=2)).fit(d, np.c_[diabetes.target, d["bmi"]])
    record("outputs-of-regressors", model, {"rows": some(d, 15)}, "A regression an output")
    model = ClassifierChain(tree, order=[2, 0, 1]).fit(x, labels)
    record("chain-of-classifiers", model, {"rows": some(x, 15)}, "Each sees what those before it said", PROBABILITY)
    model = RegressorChain(DecisionTreeRegressor(max_depth=4), order=[1, 0]).fit(d, np.c_[diabetes.target, d["bmi"]])
    record("chain-of-regressors", model, {"rows": some(d, 15)}, "A chain in an order of its own")
    for strategy in ("prior", "most_frequent"):
        model = DummyClassifier(strategy=strategy).fit(x[:120], iris.target_names[iris.target][:120])
        record(f"dummy-{strategy.replace('_', '-')}", model, {"rows": some(x, 3)}, "The same for every row", PROBABILITY)
    model = DummyClassifier(strategy="constant", constant=2).fit(x, iris.target)
    record("dummy-constant", model, {"rows": some(x, 3)}, "A constant label", PROBABILITY)
    model = DummyRegressor(strategy="quantile", quantile=0.3).fit(d, np.c_[diabetes.target, d["bmi"]])
    record("dummy-regression", model, {"rows": some(d, 3)}, "Two constants")


TEXTS = [
    "the ship sails at dawn",
    "a storm is over the sea",
    "the harbour sleeps in fog",
    "waves carry the old ship home",
    "prices rise on every market",
    "the bank lends at a low rate",
    "shares fall as rates rise",
    "markets open lower at dawn",
    "bread and salt with olives",
    "olives and bread from the oven",
    "salt the soup and stir",
    "the oven sleeps while bread cools",
]
TOPICS = np.array(["sea"] * 4 + ["money"] * 4 + ["food"] * 4)


def texts():
    """Estimators that were fitted on sparse rows."""
    lines = {"rows": np.array(["a ship in fog", "rates fall at the bank", "bread with salt", "nothing known"], dtype=object)}

    def after_words(estimator):
        return make_pipeline(TfidfVectorizer(), estimator).fit(TEXTS, TOPICS)

    loose = {"predict_proba": ALGEBRA, "decision_function": ALGEBRA}
    model = after_words(SVC(kernel="linear", decision_function_shape="ovr"))
    record("words-support-vectors", model, lines, "Support vectors that are sparse", DECISION, looser=loose)
    model = after_words(SVC(probability=True, random_state=0, gamma=0.7))
    record("words-support-probabilities", model, lines, "Sparse radial kernels", PROBABILITY, looser=loose)
    model = after_words(KNeighborsClassifier(3, weights="distance"))
    # Not the line without a known word: it is as far from every other, but for the rounding of matrix products.
    known = {"rows": lines["rows"][:3]}
    record("words-neighbours", model, known, "A training set that is sparse", PROBABILITY, looser=loose)
    model = after_words(RandomForestClassifier(4, random_state=0))
    record("words-forest", model, lines, "Trees on sparse rows", PROBABILITY)
    model = after_words(OneVsRestClassifier(GradientBoostingClassifier(n_estimators=2, max_depth=2, random_state=0)))
    record("words-one-vs-rest", model, lines, "Boosting on sparse rows, a class at a time", PROBABILITY, looser={"predict_proba": EXPONENTIAL})
    model = after_words(AdaBoostClassifier(n_estimators=3, random_state=0))
    record("words-ada-boost", model, lines, "Votes on sparse rows", PROBABILITY, looser={"predict_proba": EXPONENTIAL})
    model = after_words(NearestCentroid())
    record("words-centroid", model, lines, "Centres of sparse rows")


def main():
    warnings.simplefilter("ignore")
    for part in (trees, forests, sizes, boosting, histograms, ensembles, calibration, vectors, neighbours, many, texts):
        if len(sys.argv) < 3 or part.__name__ in sys.argv[2:]:
            part()


if __name__ == "__main__":
    main()
