"""Records XGBoost models: `xgboost_cases.py <environment>`. Runs on XGBoost 1.7 and on the newest."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import mlflow
import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn import datasets

from golden import ROOT, Case, keep_model

NEW = int(xgb.__version__.split(".")[0]) >= 3
OLD = {"use_label_encoder": True} if xgb.__version__.startswith("1.5") else {}
SUFFIX = "-" + ".".join(xgb.__version__.split(".")[:2])
LIBRARIES = ["xgboost", "mlflow-skinny", "numpy", "pandas"]
ONE_THREAD = {"nthread": 1, "verbosity": 0}


def edge_rows(frame, count=24):
    """Rows of the data set, then rows with NaN, float32 edges and the neighbours of real values."""
    rows = frame.astype("float64").iloc[np.linspace(0, len(frame) - 1, count).astype(int)].reset_index(drop=True)
    values = rows.to_numpy(copy=True)
    generator = np.random.RandomState(7)
    for row in range(8, count):
        holes = generator.rand(values.shape[1]) < 0.35
        values[row, holes] = np.nan
    values[0, :] = np.nan
    edges = [0.0, -0.0, 1e-45, -1e-38, 3.4e38, -3.4e38, 1e-35, 16777217.0, 0.1, 1 / 3]
    values[1, :] = [edges[i % len(edges)] for i in range(values.shape[1])]
    values[2, :] = np.nextafter(values[3, :].astype("float32"), np.float32(np.inf))
    values[4, :] = np.nextafter(values[3, :].astype("float32"), np.float32(-np.inf))
    return pd.DataFrame(values, columns=frame.columns)


def record(name, model, rows, form, about, params=(), extra=(), tolerance="bits", why=None):
    folder = Path(tempfile.mkdtemp()) / "model"
    mlflow.xgboost.save_model(model, str(folder), model_format=form, pip_requirements=["xgboost"])
    case = Case("xgboost", name + SUFFIX, about, LIBRARIES)
    keep_model(case, folder)

    # Each call loads anew: XGBoost 1.7 takes the names of its first input where the file has none.
    def answer(data):
        return mlflow.pyfunc.load_model(str(folder)).predict(data)

    def answer_with(data, options):
        loaded = mlflow.xgboost.load_model(str(folder))
        options = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
        given = xgb.DMatrix(data) if isinstance(loaded, xgb.Booster) else data
        return loaded.predict(given, **options)

    case.input("rows", rows)
    case.call("rows", answer)
    for options in params:
        case.call("rows", lambda data: answer_with(data, options), params=options)
    for key, data, says in extra:
        case.input(key, data)
        case.call(key, answer, says=says)
    case.save()
    shutil.rmtree(folder.parent)


def train(params, frame, labels, rounds=6, **matrix):
    data = xgb.DMatrix(frame, label=labels, nthread=1, **matrix)
    return xgb.train({**ONE_THREAD, "seed": 1, "max_depth": 3, "base_score": 0.5, **params}, data, rounds)


def wrong_inputs(frame):
    rows = frame.astype("float64").iloc[:3].reset_index(drop=True)
    return [
        ("reversed", rows[rows.columns[::-1]], "feature_names"),
        ("renamed", rows.rename(columns={rows.columns[0]: "other"}), "feature_names"),
        ("narrow", rows.iloc[:, :-1], "feature"),
        ("wide", rows.assign(extra=1.0), "feature"),
        ("array", rows.to_numpy(), None),
        ("one", rows.iloc[:1], None),
        ("infinite", rows.assign(**{rows.columns[0]: [np.inf, -np.inf, 1.0]}), None),
        ("huge", rows.assign(**{rows.columns[0]: [1e300, -1e300, 1.0]}), None),
        ("integers", rows.round().astype("int64"), None),
        ("truths", rows > rows.mean(), None),
    ]


def regressions():
    diabetes = datasets.load_diabetes(as_frame=True)
    frame, labels = diabetes.data, diabetes.target
    rows = edge_rows(frame)
    model = xgb.XGBRegressor(n_estimators=6, max_depth=4, n_jobs=1, random_state=1)
    model.fit(frame, labels)
    record("regressor", model, rows, "json", "XGBRegressor with its default base score", extra=wrong_inputs(frame))
    booster = train({"objective": "reg:squarederror"}, frame, labels)
    leaves = [
        {"output_margin": True},
        {"pred_leaf": True},
        {"pred_leaf": True, "strict_shape": True},
        {"strict_shape": True},
        {"iteration_range": [1, 4]},
        {"iteration_range": [0, 2]},
        {"iteration_range": [2, 0]},
        {"iteration_range": [0, 99]},
    ]
    record("booster", booster, rows, "json", "A booster, with every parameter of predict", leaves, wrong_inputs(frame))
    record("booster-ubj", booster, rows, "ubj", "The same booster as UBJSON", leaves)
    record("booster-xgb", booster, rows, "xgb", "The same booster under the name model.xgb", leaves, wrong_inputs(frame))
    plain = train({"objective": "reg:squarederror"}, frame.to_numpy(), labels)
    record(
        "unnamed",
        plain,
        rows.to_numpy(),
        "ubj",
        "A model without feature names, asked with arrays and frames",
        extra=[("frame", rows.iloc[:4], None), ("narrow", rows.to_numpy()[:3, :7], None), ("wide", np.ones((2, 11)), None)],
    )
    scaled = (labels - labels.min()) / (labels.max() - labels.min())
    positive = scaled + 0.1
    for objective, target, more in [
        ("count:poisson", (labels // 10), {"base_score": 3.0}),
        ("reg:gamma", positive, {}),
        ("reg:tweedie", positive, {"tweedie_variance_power": 1.3}),
        ("reg:squaredlogerror", positive, {}),
        ("reg:pseudohubererror", labels / 100, {}),
        ("reg:absoluteerror", labels, {}),
        ("reg:logistic", scaled, {"base_score": 0.37}),
        ("survival:cox", labels, {}),
    ]:
        booster = train({"objective": objective, **more}, frame, target, rounds=4)
        form = {"count:poisson": "xgb", "reg:gamma": "json"}.get(objective, "ubj")
        record(objective.replace(":", "-"), booster, rows, form, f"The objective {objective}", [{"output_margin": True}])
    data = xgb.DMatrix(frame, nthread=1)
    data.set_float_info("label_lower_bound", labels.to_numpy())
    data.set_float_info("label_upper_bound", (labels * 1.5).to_numpy())
    booster = xgb.train({**ONE_THREAD, "objective": "survival:aft", "max_depth": 3, "base_score": 0.5}, data, 4)
    record("survival-aft", booster, rows, "json", "The objective survival:aft", [{"output_margin": True}])
    if NEW:
        model = xgb.XGBRegressor(
            objective="reg:quantileerror", quantile_alpha=[0.1, 0.5, 0.9], n_estimators=4, max_depth=3, n_jobs=1
        )
        model.fit(frame, labels)
        record("quantiles", model, rows, "ubj", "Three quantiles, a base score each")
    ranker = xgb.XGBRanker(n_estimators=4, max_depth=3, n_jobs=1)
    ranker.fit(frame, (labels // 100).astype(int), group=[100, 100, 100, len(labels) - 300])
    record("ranker", ranker, rows, "json", "XGBRanker")


def classifiers():
    cancer = datasets.load_breast_cancer(as_frame=True)
    wine = datasets.load_wine(as_frame=True)
    iris = datasets.load_iris(as_frame=True)
    rows = edge_rows(cancer.data)
    model = xgb.XGBClassifier(n_estimators=5, max_depth=3, n_jobs=1, random_state=1)
    model.fit(cancer.data, cancer.target)
    record("classifier", model, rows, "ubj", "A binary XGBClassifier", [{"output_margin": True}, {"iteration_range": [1, 3]}],
           extra=wrong_inputs(cancer.data))
    booster = train({"objective": "binary:logistic", "base_score": 0.3}, cancer.data, cancer.target)
    record("binary-logistic", booster, rows, "ubj", "Probabilities, base score 0.3", [{"output_margin": True}])
    booster = train({"objective": "binary:hinge"}, cancer.data, cancer.target, rounds=3)
    record("binary-hinge", booster, rows, "json", "Hinge loss answers 0 and 1", [{"output_margin": True}])
    booster = train({"objective": "binary:logitraw"}, cancer.data, cancer.target, rounds=3)
    record("binary-logitraw", booster, rows, "xgb", "Logits before the transform")
    rows = edge_rows(wine.data)
    booster = train({"objective": "multi:softprob", "num_class": 3}, wine.data, wine.target, rounds=4)
    record("softprob", booster, rows, "json", "Three probabilities a row",
           [{"output_margin": True}, {"pred_leaf": True}, {"pred_leaf": True, "strict_shape": True}, {"iteration_range": [1, 2]}])
    booster = train({"objective": "multi:softmax", "num_class": 3}, wine.data, wine.target, rounds=4)
    record("softmax", booster, rows, "xgb", "The class itself as a float", [{"output_margin": True}, {"strict_shape": True}])
    model = xgb.XGBClassifier(n_estimators=3, max_depth=2, n_jobs=1, objective="multi:softmax")
    model.fit(wine.data, wine.target)
    record("classifier-softmax", model, rows, "json", "An XGBClassifier of multi:softmax")
    model = xgb.XGBClassifier(n_estimators=60, learning_rate=0.7, max_depth=2, n_jobs=1, early_stopping_rounds=3, random_state=1)
    model.fit(iris.data[::2], iris.target[::2], eval_set=[(iris.data[1::2], iris.target[1::2])], verbose=False)
    record("early-stopping", model, edge_rows(iris.data), "xgb", "An XGBClassifier that uses its best iteration",
           [{"output_margin": True}, {"iteration_range": [0, 2], "output_margin": True}])
    forest = xgb.XGBRFClassifier(n_estimators=7, max_depth=3, n_jobs=1, random_state=1, subsample=0.8)
    forest.fit(iris.data, iris.target)
    record("random-forest", forest, edge_rows(iris.data), "ubj", "XGBRFClassifier: seven parallel trees a class")
    booster = train({"objective": "reg:squarederror", "num_parallel_tree": 3, "subsample": 0.7}, iris.data, iris.target, rounds=4)
    record("parallel-trees", booster, edge_rows(iris.data), "json", "Rounds of three parallel trees",
           [{"iteration_range": [1, 3]}, {"pred_leaf": True, "strict_shape": True, "iteration_range": [0, 2]}])


def sentinels():
    """Classes before 2.1 write `missing` to the file; those before 1.6 encode labels themselves."""
    iris = datasets.load_iris(as_frame=True)
    holes = iris.data.mask(np.random.RandomState(1).rand(*iris.data.shape) < 0.2, -999.0)
    rows = edge_rows(iris.data).fillna(-999.0)
    rows.iloc[5, :2] = np.nan
    model = xgb.XGBClassifier(n_estimators=4, max_depth=3, n_jobs=1, missing=-999.0, **OLD)
    model.fit(holes, iris.target)
    record("missing-number", model, rows, "json", "An XGBClassifier where -999 is missing, beside NaN")
    if OLD:
        names = np.array(["setosa", "versicolor", "virginica"])[iris.target]
        for form, labels in (("xgb", names), ("json", iris.target * 10 + 5)):
            model = xgb.XGBClassifier(n_estimators=4, max_depth=3, n_jobs=1, **OLD)
            model.fit(iris.data, labels)
            record("encoded-labels-" + form, model, edge_rows(iris.data), form, "Labels that XGBoost itself encoded")


def boosters():
    wine = datasets.load_wine(as_frame=True)
    diabetes = datasets.load_diabetes(as_frame=True)
    rows = edge_rows(wine.data)
    dart = {"booster": "dart", "rate_drop": 0.4, "one_drop": 1}
    booster = train({**dart, "objective": "multi:softprob", "num_class": 3}, wine.data, wine.target)
    record("dart", booster, rows, "ubj", "A dart booster: weighed trees", [{"output_margin": True}, {"iteration_range": [0, 3]}])
    booster = train({**dart, "objective": "reg:squarederror"}, diabetes.data, diabetes.target)
    record("dart-xgb", booster, edge_rows(diabetes.data), "xgb", "A dart booster under the name model.xgb")
    model = xgb.XGBRegressor(booster="dart", rate_drop=0.4, n_estimators=8, max_depth=3, n_jobs=1, random_state=1)
    model.fit(diabetes.data, diabetes.target)
    record("dart-regressor", model, edge_rows(diabetes.data), "json", "A dart XGBRegressor, predicted in place")
    linear = {"booster": "gblinear", "objective": "multi:softprob", "num_class": 3, "updater": "coord_descent"}
    data = xgb.DMatrix(wine.data, label=wine.target, nthread=1)
    booster = xgb.train({**ONE_THREAD, **linear, "base_score": 0.5}, data, 5)
    record("linear", booster, rows, "json", "A gblinear booster of three classes", [{"output_margin": True}])
    model = xgb.XGBRegressor(booster="gblinear", n_estimators=5, n_jobs=1, updater="coord_descent")
    model.fit(diabetes.data, diabetes.target)
    record("linear-regressor", model, edge_rows(diabetes.data), "xgb", "A gblinear XGBRegressor",
           extra=wrong_inputs(diabetes.data))


def newest():
    """What XGBoost 3.4 changed: dart is a gbtree with weights, and there are expectiles."""
    diabetes = datasets.load_diabetes(as_frame=True)
    for alphas in ([0.5], [0.1, 0.5, 0.9]):
        model = xgb.XGBRegressor(objective="reg:expectileerror", expectile_alpha=alphas, n_estimators=4, max_depth=3, n_jobs=1)
        model.fit(diabetes.data, diabetes.target)
        several = len(alphas) > 1
        record(f"expectiles-{len(alphas)}", model, edge_rows(diabetes.data), "ubj", "The objective reg:expectileerror",
               tolerance=3e-7 if several else "bits", why="log1p of the C library and of JavaScript differ in the last bit" if several else None)
    regressor = xgb.XGBRegressor(n_estimators=5, max_depth=4, n_jobs=1, random_state=1)
    regressor.fit(diabetes.data, diabetes.target)
    record("regressor", regressor, edge_rows(diabetes.data), "json", "XGBRegressor with its default base score",
           extra=wrong_inputs(diabetes.data))
    wine = datasets.load_wine(as_frame=True)
    booster = train({"objective": "multi:softprob", "num_class": 3}, wine.data, wine.target, rounds=3)
    record("softprob", booster, edge_rows(wine.data), "json", "Three probabilities a row",
           [{"output_margin": True}, {"pred_leaf": True}, {"pred_leaf": True, "strict_shape": True}], wrong_inputs(wine.data))


def categories():
    generator = np.random.RandomState(3)
    count = 400
    names = np.array(["red", "green", "blue", "brown", "pink", "black", "white", "teal"])
    colour = generator.randint(0, len(names), count)
    size = generator.randint(0, 40, count)
    weight = generator.rand(count).astype("float32")
    label = (colour % 3 == 1) * 2.0 + (size % 5) * 0.3 + weight
    codes = pd.DataFrame({"colour": colour, "size": size, "weight": weight})
    types = ["c", "c", "q"]
    data = xgb.DMatrix(codes.to_numpy(), label=label, feature_names=list(codes.columns), feature_types=types,
                       enable_categorical=True, nthread=1)
    params = {**ONE_THREAD, "tree_method": "hist" if NEW else "approx", "max_depth": 4, "max_cat_to_onehot": 2, "base_score": 0.5}
    booster = xgb.train(params, data, 6)
    rows = codes.iloc[:30].astype("float64").reset_index(drop=True)
    rows.loc[0, :] = np.nan
    rows.loc[1, "colour"] = 50.0
    rows.loc[2, "colour"] = 2.7
    rows.loc[3, "size"] = 31.999
    rows.loc[4, "colour"] = np.nan
    rows.loc[5, "size"] = 1e7
    rows.loc[6, "size"] = 16777216.0
    rows.loc[7, "colour"] = -0.5
    rows.loc[8, "size"] = -3.0
    loaded_name = "categories"
    folder = Path(tempfile.mkdtemp()) / "model"
    mlflow.xgboost.save_model(booster, str(folder), model_format="json", pip_requirements=["xgboost"])
    case = Case("xgboost", loaded_name + SUFFIX, "Categorical splits asked with codes, unseen and broken ones", LIBRARIES)
    keep_model(case, folder)
    case.input("rows", rows)
    case.input("safe", rows.iloc[9:].reset_index(drop=True))
    for key in ("rows", "safe"):
        case.call(key, lambda data: booster.predict(xgb.DMatrix(data)))
        case.call(key, lambda data: booster.predict(xgb.DMatrix(data), pred_leaf=True), params={"pred_leaf": True})
    case.save()
    if not NEW:
        return
    texts = pd.DataFrame({"colour": pd.Categorical(names[colour], names), "size": size, "weight": weight})
    model = xgb.XGBRegressor(n_estimators=5, max_depth=4, enable_categorical=True, max_cat_to_onehot=2, n_jobs=1)
    model.fit(texts, label)
    folder = Path(tempfile.mkdtemp()) / "model"
    mlflow.xgboost.save_model(model, str(folder), model_format="ubj", pip_requirements=["xgboost"])
    case = Case("xgboost", "category-texts" + SUFFIX, "Category texts that the model maps to codes; Python gets them as categories", LIBRARIES)
    keep_model(case, folder)
    plain = texts.iloc[:40].astype({"colour": object, "size": "float64"}).reset_index(drop=True)
    plain.loc[2, "colour"] = None
    case.input("rows", plain)
    case.call("rows", lambda data: model.predict(data.assign(colour=pd.Categorical(data["colour"], names[::-1]))))
    unseen = plain.iloc[:2].copy()
    unseen.loc[1, "colour"] = "zinc"  # 3.2 finds only names that sort behind all others to be unseen
    case.input("unseen", unseen)
    case.call("unseen", lambda data: model.predict(data.astype({"colour": "category"})), says="training set")
    case.save()


def targets():
    linnerud = datasets.load_linnerud(as_frame=True)
    frame, labels = linnerud.data, linnerud.target
    rows = edge_rows(frame, 16)
    model = xgb.XGBRegressor(n_estimators=4, max_depth=2, n_jobs=1, tree_method="hist")
    model.fit(frame, labels)
    record("targets", model, rows, "ubj", "Three targets, a tree each")
    cancer = datasets.load_breast_cancer(as_frame=True)
    several = np.stack([cancer.target, (cancer.data["mean area"] > 600).astype(int)], axis=1)
    model = xgb.XGBClassifier(n_estimators=4, max_depth=2, n_jobs=1, tree_method="hist")
    model.fit(cancer.data, several)
    record("labels", model, edge_rows(cancer.data, 16), "json", "Two labels a row")
    if not xgb.__version__.startswith("1."):
        for form in ("json", "ubj"):
            model = xgb.XGBRegressor(n_estimators=4, max_depth=3, n_jobs=1, tree_method="hist", multi_strategy="multi_output_tree")
            model.fit(frame, labels)
            record("vector-leaves-" + form, model, rows, form, "Trees whose leaves are vectors")
        wine = datasets.load_wine(as_frame=True)
        model = xgb.XGBClassifier(n_estimators=4, max_depth=3, n_jobs=1, tree_method="hist", multi_strategy="multi_output_tree")
        model.fit(wine.data, wine.target)
        record("vector-classifier", model, edge_rows(wine.data), "ubj", "A classifier whose leaves are vectors")


def shapes():
    generator = np.random.RandomState(5)
    wide = generator.randn(300, 400).astype("float32")
    label = wide[:, 3] * wide[:, 7] + wide[:, 399]
    booster = train({"objective": "reg:squarederror", "max_depth": 4}, wide, label, rounds=5)
    record("wide", booster, wide[:20].copy(), "ubj", "Four hundred columns")
    deep = generator.rand(3000, 3).astype("float32")
    label = np.sin(deep[:, 0] * 40) + deep[:, 1] * deep[:, 2]
    booster = train({"objective": "reg:squarederror", "max_depth": 14, "eta": 0.9}, deep, label, rounds=2)
    record("deep-thousands", booster, generator.rand(2500, 3).astype("float32"), "ubj", "Deep trees and 2,500 rows")
    digits = datasets.load_digits()
    booster = train({"objective": "multi:softprob", "num_class": 10, "max_depth": 2}, digits.data, digits.target, rounds=3)
    record("digits", booster, digits.data[::40].copy(), "ubj", "Ten classes of digits, zeros everywhere")


if __name__ == "__main__":
    for folder in sorted((ROOT / "xgboost").glob("*" + SUFFIX)):
        shutil.rmtree(folder)
    sentinels()
    if not OLD:
        boosters()
        targets()
    if xgb.__version__.startswith("3.4"):
        newest()
        categories()
    elif not OLD and not xgb.__version__.startswith("2."):
        regressions()
        classifiers()
        categories()
        shapes()
