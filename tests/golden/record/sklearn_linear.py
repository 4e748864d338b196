"""Records linear models, naive Bayes, networks, clusterings, transformers, encoders, text and pipelines: see ../README.md."""

import pickle
import warnings
import zipfile

import joblib
import numpy as np
import pandas as pd
import sklearn
from golden import Case
from scipy import sparse
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA, FastICA, IncrementalPCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import (
    RFE,
    SelectFdr,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    f_classif,
)
from sklearn.impute import IterativeImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import (
    ARDRegression,
    BayesianRidge,
    ElasticNetCV,
    GammaRegressor,
    HuberRegressor,
    LarsCV,
    Lasso,
    LinearRegression,
    LogisticRegression,
    LogisticRegressionCV,
    MultiTaskLasso,
    OrthogonalMatchingPursuit,
    PassiveAggressiveClassifier,
    Perceptron,
    PoissonRegressor,
    QuantileRegressor,
    RANSACRegressor,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
    SGDOneClassSVM,
    SGDRegressor,
    TheilSenRegressor,
    TweedieRegressor,
)
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    SplineTransformer,
    StandardScaler,
)
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection
from sklearn.svm import LinearSVC, LinearSVR

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
LABEL = "%d.%d" % VERSION
FORMS = ("pickle", "skops", "joblib", "skops", "pickle2")
# What the middle environment records beside: a case of each change between the oldest and the newest.
MIDDLE = {
    "logistic-multinomial",
    "logistic-two-classes",
    "logistic-one-versus-rest",
    "sgd-log-loss",
    "gaussian-naive-bayes",
    "text-tfidf-logistic",
    "one-hot-drop",
    "one-hot-infrequent",
    "one-hot-warn",
    "ordinal-infrequent",
    "imputer-empty-columns",
    "mixed-columns",
    "mixed-columns-remainder",
    "target-encoder",
    "power-transformer",
    "spline-linear",
    "perceptron-network",
    "partial-least-squares",
    "threshold-searched",
    "single-standardscaler",
    "single-logistic",
}

ALGEBRA = 1e-9
ALGEBRA_WHY = "sums are added in another order than in the library's matrix product, and exp and log differ in the last place"
EXACT = ("bits", None)
LINEAR = (ALGEBRA, ALGEBRA_WHY)

PROBABILITY = ("predict", "predict_proba")
DECISION = ("predict", "decision_function")
ALL = ("predict", "predict_proba", "decision_function")
LOGS = ("predict", "predict_proba", "predict_log_proba")


def frame_of(bunch):
    return pd.DataFrame(bunch.data, columns=[str(name) for name in bunch.feature_names])


def some(frame, count, seed=0):
    return frame.sample(count, random_state=seed).reset_index(drop=True)


def holes(frame, seed=1, count=6):
    rows = some(frame, count, seed).to_numpy().copy()
    rows[np.random.RandomState(seed).rand(*rows.shape) < 0.3] = np.nan
    return pd.DataFrame(rows, columns=frame.columns)


def write(case, model, form):
    if form == "skops":
        import skops.io

        try:
            skops.io.dumps(model)
        except Exception:  # some states are more than skops of the time can say
            form = "pickle"
    if form.startswith("pickle") and len(pickle.dumps(model, protocol=4)) > 8000:
        form = "joblib"  # which is compressed
    name = {"pickle": "model.pkl", "pickle2": "model.pkl", "joblib": "model.joblib", "skops": "model.skops"}[form]
    path = case.folder / name
    if form == "skops":
        skops.io.dump(model, path, compression=zipfile.ZIP_DEFLATED)
    elif form == "joblib":
        joblib.dump(model, path, compress=3)
    else:
        path.write_bytes(pickle.dumps(model, protocol=2 if form == "pickle2" else 4))
    (case.folder / "MLmodel").write_text(
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


def dense(answer):
    """Counts are doubles here."""
    return answer.toarray().astype("float64") if sparse.issparse(answer) else np.asarray(answer)


def record(name, model, inputs, about, methods=("predict",), agreement=LINEAR, form=None, refusals=()):
    """One case: every input with every method, then what must be refused."""
    if (1, 2) < VERSION < (1, 9) and name not in MIDDLE:
        return
    form = form or FORMS[(sum(map(ord, name)) + VERSION[1]) % len(FORMS)]
    case = Case("sklearn", f"{name}-{LABEL}", about, ["scikit-learn", "numpy"], *agreement)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for key, value in inputs.items():
            case.input(key, value)
            for method in methods:
                call = case.call(
                    key,
                    answer=lambda rows, method=method: dense(getattr(model, method)(rows)),
                    method=None if method == "predict" else method,
                )
                if "error" in call:
                    print(f"{name}-{LABEL} {key} {method}: {call['error']['message'][:90]}")
        for key, value, says in refusals:
            if VERSION < (1, 2) and says in ("feature names", "order"):
                continue  # it only warned
            case.input(key, value)
            method = methods[0]
            call = case.call(
                key,
                answer=lambda rows: getattr(model, method)(rows),
                method=None if method == "predict" else method,
                says=says,
            )
            assert "error" in call, (name, key)
    write(case, model, form)
    case.save()


def transform(name, model, inputs, about, **more):
    record(name, model, inputs, about, ("transform",), **more)


def wrong_columns(frame):
    """What every estimator that was fitted on names refuses."""
    renamed = frame.rename(columns={frame.columns[0]: "another"})
    return [
        ("renamed", some(renamed, 2), "feature names"),
        ("reordered", some(frame[frame.columns[::-1]], 2), "order"),
        ("short", some(frame, 2).to_numpy()[:, 1:], "features"),
    ]


def wrong_values(frame):
    infinite = some(frame, 3).copy()
    infinite.iloc[1, 2] = np.inf
    return [("missing", holes(frame), "NaN"), ("infinite", infinite, "infinity")]


def regressors():
    diabetes = load_diabetes()
    x, y = frame_of(diabetes), diabetes.target
    rows = {"rows": some(x, 12), "one": some(x, 1), "array": some(x, 3).to_numpy()}
    short = {"rows": some(x, 8)}
    both = np.column_stack([y, -y / 2 + x["bmi"]])
    record("linear-regression", LinearRegression().fit(x, y), rows, "Least squares, and what it refuses", refusals=wrong_columns(x) + wrong_values(x))
    record("linear-two-targets", Ridge(alpha=0.5).fit(x, both), rows, "A regression with two targets answers with two columns")
    record("linear-column-target", LinearRegression().fit(x, y.reshape(-1, 1)), short, "A target of one column answers with one column")
    record("lasso", Lasso(alpha=0.1).fit(x, y), short, "A lasso with zero coefficients")
    record("elastic-net-search", ElasticNetCV(cv=3).fit(x, y), short, "An elastic net that chose its penalty")
    record("multi-task-lasso", MultiTaskLasso(alpha=0.1).fit(x, both), short, "Several targets with common zeros")
    record("lars", LarsCV(cv=3).fit(x, y), short, "Least angles")
    record("matching-pursuit", OrthogonalMatchingPursuit(n_nonzero_coefs=3).fit(x, y), short, "Orthogonal matching pursuit")
    record("bayesian-ridge", BayesianRidge().fit(x, y), short, "A Bayesian ridge")
    record("relevance-determination", ARDRegression().fit(x, y), short, "Automatic relevance determination")
    record("huber", HuberRegressor(max_iter=500).fit(x, y), short, "A regression that outliers move little")
    record("theil-sen", TheilSenRegressor(random_state=0, max_subpopulation=200).fit(x.iloc[:, :3], y), {"rows": some(x.iloc[:, :3], 8)}, "Medians of subsets")
    record("ransac", RANSACRegressor(random_state=0).fit(x, y), short, "A regression within a vote of samples")
    record("quantile-regression", QuantileRegressor(alpha=0.01, solver="highs").fit(x, y), short, "A median regression")
    record("sgd-regression", SGDRegressor(random_state=0).fit(x, y), short, "Stochastic gradients, one value a row")
    record("linear-svr", LinearSVR(random_state=0, max_iter=20000).fit(x, y), short, "A linear support vector regression")
    record("poisson", PoissonRegressor().fit(x, y), short, "A generalised linear model with a logarithmic link")
    record("gamma", GammaRegressor().fit(x, y), short, "A gamma regression")
    record("tweedie", TweedieRegressor(power=1.5).fit(x, y), short, "A Tweedie regression whose link follows from its power")
    record("tweedie-identity", TweedieRegressor(power=0).fit(x, y), short, "A Tweedie regression with no link")
    logs = TransformedTargetRegressor(Ridge(), func=np.log1p, inverse_func=np.expm1).fit(x, y)
    record("target-logarithm", logs, short, "A target in logarithms")
    normal = TransformedTargetRegressor(Ridge(), transformer=QuantileTransformer(n_quantiles=50, output_distribution="normal")).fit(x, y)
    record("target-quantiles", normal, short, "A target made normal")
    power = TransformedTargetRegressor(Ridge(), transformer=PowerTransformer()).fit(x, y)
    record("target-power", power, short, "A target through a power transformation")
    chain = make_pipeline(FunctionTransformer(np.log1p, np.expm1), StandardScaler())
    record("target-pipeline", TransformedTargetRegressor(Ridge(), transformer=chain).fit(x, y), short, "A target through two transformers")
    network = MLPRegressor(hidden_layer_sizes=(5, 4), activation="tanh", random_state=0, max_iter=60).fit(x, y)
    record("network-regression", network, short, "A network of two layers", form="joblib")
    wide = MLPRegressor(hidden_layer_sizes=(6,), activation="logistic", random_state=0, max_iter=100).fit(x, both)
    record("network-two-targets", wide, short, "A network with two targets", form="joblib")


def classifiers():
    iris, cancer, wine = load_iris(), load_breast_cancer(), load_wine()
    x, y = frame_of(iris), iris.target
    names = iris.target_names[y]
    rows = {"rows": some(x, 12), "one": some(x, 1)}
    bx = frame_of(cancer).iloc[:, :8]
    by = cancer.target
    two = {"rows": some(bx, 12)}
    wx, wy = frame_of(wine), wine.target
    record("logistic-multinomial", LogisticRegression(max_iter=1000).fit(x, names), rows, "Three classes with names, softmax", ALL + ("predict_log_proba",), refusals=wrong_columns(x) + wrong_values(x))
    record("logistic-two-classes", LogisticRegression(max_iter=5000).fit(bx, by == 1), two, "Two classes that are truth values", ALL)
    if VERSION < (1, 8):
        record("logistic-one-versus-rest", LogisticRegression(solver="liblinear").fit(x, y), rows, "One model a class, divided by their sum", ALL)
        record("logistic-two-multinomial", LogisticRegression(multi_class="multinomial", max_iter=5000).fit(bx, by), two, "Two classes with softmax", ALL)
    record("logistic-search", LogisticRegressionCV(cv=3, max_iter=2000, Cs=3).fit(x, y), rows, "A logistic regression that chose its penalty", PROBABILITY)
    record("ridge-classifier", RidgeClassifier().fit(x, names), rows, "Least squares on classes", DECISION)
    record("ridge-two-classes", RidgeClassifier().fit(bx, by), two, "Least squares on two classes", DECISION)
    record("perceptron", Perceptron(random_state=0).fit(x, y), rows, "A perceptron", DECISION)
    record("passive-aggressive", PassiveAggressiveClassifier(random_state=0).fit(x, y), rows, "A passive-aggressive classifier", DECISION)
    record("linear-svc", LinearSVC(random_state=0, max_iter=20000).fit(x, y), rows, "A linear support vector machine", DECISION)
    record("sgd-hinge", SGDClassifier(random_state=0).fit(x, y), rows, "Stochastic gradients", DECISION)
    loss = "log" if VERSION < (1, 1) else "log_loss"
    record("sgd-log-loss", SGDClassifier(loss=loss, random_state=0).fit(x, y), rows, "Stochastic gradients with probabilities", ALL)
    record("sgd-modified-huber", SGDClassifier(loss="modified_huber", random_state=0).fit(x, y), rows, "Clipped probabilities, some rows without any", ALL)
    record("sgd-modified-huber-two", SGDClassifier(loss="modified_huber", random_state=0).fit(bx, by), two, "Clipped probabilities of two classes", ALL)
    record("gaussian-naive-bayes", GaussianNB().fit(x, names), rows, "Normal distributions", LOGS, refusals=wrong_values(x))
    counts = pd.DataFrame(np.round(wx.iloc[:, :6]).astype(int), columns=wx.columns[:6])
    record("multinomial-naive-bayes", MultinomialNB().fit(counts, wy), {"rows": some(counts, 10)}, "Counts as whole numbers", LOGS)
    record("complement-naive-bayes", ComplementNB().fit(counts, wy), {"rows": some(counts, 10)}, "The other classes' counts", LOGS)
    record("bernoulli-naive-bayes", BernoulliNB(binarize=2.0).fit(wx, wy), {"rows": some(wx, 8)}, "Values above and below a threshold", LOGS)
    bins = (counts % 3).astype(int)
    known = some(bins, 10)
    strange = known.copy()
    strange.iloc[3, 1] = 77
    record("categorical-naive-bayes", CategoricalNB().fit(bins, wy), {"rows": known}, "Categories by number", LOGS, refusals=[("strange", strange, None)])
    record("discriminant", LinearDiscriminantAnalysis().fit(x, names), rows, "Linear discriminants and their projection", ALL + ("transform",))
    record("discriminant-two", LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.2).fit(bx, by), two, "Two classes with shrinkage", ALL + ("transform",))
    record("discriminant-quadratic", QuadraticDiscriminantAnalysis(reg_param=0.01).fit(x, y), rows, "Quadratic discriminants", ALL + ("predict_log_proba",))
    record("discriminant-quadratic-two", QuadraticDiscriminantAnalysis(reg_param=0.02).fit(bx, by), two, "Quadratic discriminants of two classes", ALL)
    record("perceptron-network", MLPClassifier(hidden_layer_sizes=(6,), random_state=0, max_iter=150).fit(x, names), rows, "A network with softmax", PROBABILITY, refusals=wrong_values(x))
    scaled = make_pipeline(StandardScaler(), MLPClassifier(hidden_layer_sizes=(5, 4), activation="logistic", random_state=0, max_iter=80)).fit(bx, by)
    record("perceptron-network-two", scaled, two, "A network of two classes behind a scaler", PROBABILITY)
    digits = load_digits()
    small = make_pipeline(MaxAbsScaler(), PCA(6, random_state=0), LogisticRegression(max_iter=1000)).fit(digits.data, digits.target)
    record("digits-pipeline", small, {"rows": digits.data[::120].copy()}, "Arrays without names through scaler, components and classifier", PROBABILITY)
    cached = Pipeline([("scale", StandardScaler()), ("model", GaussianNB())], memory=joblib.Memory(None)).fit(x, y)
    record("pipeline-with-cache", cached, rows, "A pipeline whose steps were cached", PROBABILITY, form="pickle")
    several = np.column_stack([y > 0, y == 1, x.iloc[:, 0] > 6]).astype(int)
    record("ridge-several-labels", RidgeClassifier().fit(x, several), rows, "Several labels a row", DECISION)
    network = MLPClassifier(hidden_layer_sizes=(5,), random_state=0, max_iter=150).fit(x, several)
    record("perceptron-network-several-labels", network, rows, "A network with several labels a row", PROBABILITY, form="joblib")
    search = GridSearchCV(Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(max_iter=1000))]), {"model__C": [0.1, 1.0]}, cv=3).fit(x, y)
    record("search-of-pipelines", search, rows, "The best pipeline of a search", ALL)


def unsupervised():
    iris, wine = load_iris(), load_wine()
    x, wx = frame_of(iris), frame_of(wine)
    rows = {"rows": some(x, 12), "one": some(x, 1)}
    both = ("predict", "transform")
    near = (1e-7, "the library takes distances from squares that cancel, which costs half of the digits near a center")
    record("k-means", KMeans(3, n_init=2, random_state=0).fit(x), rows, "Clusters around means", both, near)
    record("k-means-small-batches", MiniBatchKMeans(4, n_init=2, random_state=0).fit(x), rows, "Clusters from small batches", both, near)
    record("k-means-bisecting", BisectingKMeans(5, random_state=0).fit(x), rows, "Clusters halved again and again", both, near)
    transform("components", PCA(2).fit(x), rows, "Principal components")
    transform("components-whitened", PCA(3, whiten=True).fit(wx), {"rows": some(wx, 6)}, "Principal components of unit variance")
    transform("components-incremental", IncrementalPCA(2).fit(wx), {"rows": some(wx, 6)}, "Components from batches")
    transform("singular-values", TruncatedSVD(2, random_state=0).fit(x), rows, "Singular vectors")
    transform("independent-components", FastICA(2, random_state=0, whiten="unit-variance").fit(x), rows, "Independent components")


def numeric_transformers():
    iris, wine = load_iris(), load_wine()
    x, wx = frame_of(iris), frame_of(wine).iloc[:, :5]
    rows = {"rows": some(wx, 6), "holes": holes(wx), "one": some(wx, 1)}
    full = {"rows": some(wx, 6)}
    far = pd.DataFrame([[-100.0] * 5, [1e4] * 5], columns=wx.columns)
    transform("standard-scaler", StandardScaler().fit(wx), rows, "Means and deviations, missing values kept", agreement=EXACT, refusals=wrong_columns(wx))
    transform("scaler-without-mean", StandardScaler(with_mean=False).fit(wx), rows, "Deviations alone", agreement=EXACT)
    transform("min-max-clipped", MinMaxScaler((-1, 2), clip=True).fit(wx), {**rows, "far": far}, "A range that clips what is beyond it", agreement=EXACT)
    transform("max-abs-scaler", MaxAbsScaler().fit(wx), rows, "Greatest sizes", agreement=EXACT)
    transform("robust-scaler", RobustScaler(quantile_range=(10, 90)).fit(wx), rows, "Medians and quantiles", agreement=EXACT)
    for norm in ("l1", "l2", "max"):
        transform(f"normalizer-{norm}", Normalizer(norm).fit(wx), full, "Rows of length one", refusals=[("missing", holes(wx), "NaN")])
    transform("binarizer", Binarizer(threshold=2.5).fit(wx), full, "A threshold", agreement=EXACT)
    transform("polynomials", PolynomialFeatures(3).fit(x.iloc[:, :3]), {"rows": some(x.iloc[:, :3], 5)}, "Products up to the third degree", agreement=EXACT)
    transform("polynomials-interactions", PolynomialFeatures((2, 3), interaction_only=True, include_bias=False).fit(x), {"rows": some(x, 5)}, "Products of different columns, degrees two and three", agreement=EXACT)
    for encode in ("onehot", "onehot-dense", "ordinal"):
        bins = KBinsDiscretizer(4, encode=encode, strategy="quantile").fit(wx)
        transform(f"bins-{encode}", bins, {**full, "far": far}, "Bins of equal counts", agreement=EXACT, refusals=[("missing", holes(wx), "NaN")])
    transform("power-transformer", PowerTransformer().fit(wx), {**rows, "far": far}, "Powers made for a normal distribution")
    transform("power-box-cox", PowerTransformer("box-cox", standardize=False).fit(wx), full, "Powers of positive numbers", refusals=[("negative", far, "positive")])
    transform("quantiles-uniform", QuantileTransformer(n_quantiles=20).fit(wx.round(0)), {**rows, "far": far}, "Ranks, with repeated quantiles")
    transform("quantiles-normal", QuantileTransformer(n_quantiles=20, output_distribution="normal").fit(wx), {**rows, "far": far}, "Ranks made normal")
    one = x.iloc[:, :2]
    ends = pd.DataFrame([[-3.0, 100.0], [50.0, -7.0]], columns=one.columns)
    for kind in ("constant", "linear", "continue", "periodic"):
        spline = SplineTransformer(n_knots=4, degree=3, extrapolation=kind, include_bias=kind != "linear").fit(one)
        transform(f"spline-{kind}", spline, {"rows": some(one, 6), "ends": ends}, "Splines within and beyond the knots")
    spline = SplineTransformer(n_knots=3, degree=2, extrapolation="error").fit(one)
    transform("spline-error", spline, {"rows": some(one, 6)}, "Splines that refuse what is beyond the knots", refusals=[("ends", ends, "beyond")])
    transform("function-logarithm", FunctionTransformer(np.log1p).fit(wx), full, "A function of numpy")
    transform("imputer-mean", SimpleImputer().fit(holes(wx, 3, 40)), rows, "Means for missing values", agreement=EXACT)
    holed = holes(wx, 3, 40)
    holed.iloc[:, 1] = np.nan
    transform("imputer-empty-columns", SimpleImputer(strategy="median", add_indicator=True).fit(holed), rows, "A column without any value is left out, and indicators are added", agreement=EXACT)
    transform("imputer-marker", SimpleImputer(missing_values=-1, strategy="constant", fill_value=7).fit(wx), {"rows": some(wx, 4).replace(some(wx, 1).iloc[0, 0], -1)}, "A number that stands for missing values", agreement=EXACT, refusals=[("missing", holes(wx), "NaN")])
    early = holes(wx, 3, 40)
    early.iloc[:, 0] = 1.0
    late = holes(wx)
    late.iloc[0, 0] = np.nan
    good = holes(wx)
    good.iloc[:, 0] = 2.0
    transform("missing-indicator", FeatureUnion([("fill", SimpleImputer()), ("mark", MissingIndicator())]).fit(early), {"rows": good}, "Indicators beside filled values", agreement=EXACT, refusals=[("late", late, None)])


def selectors():
    wine, cancer = load_wine(), load_breast_cancer()
    wx, wy = frame_of(wine), wine.target
    full = {"rows": some(wx, 3)}
    transform("select-k-best", SelectKBest(f_classif, k=4).fit(wx, wy), full, "The best columns", agreement=EXACT, refusals=wrong_columns(wx) + wrong_values(wx))
    transform("select-percentile", SelectPercentile(f_classif, percentile=35).fit(wx, wy), full, "A share of the columns", agreement=EXACT)
    transform("select-fdr", SelectFdr(f_classif, alpha=1e-12).fit(wx, wy), full, "Columns by false discoveries", agreement=EXACT)
    transform("variance-threshold", VarianceThreshold(0.3).fit(wx), {**full, "holes": holes(wx, 1, 3)}, "Columns that vary", agreement=EXACT)
    transform("select-by-coefficients", SelectFromModel(LogisticRegression(max_iter=9000), threshold="0.8*median").fit(wx, wy), full, "Columns by the size of coefficients", agreement=EXACT)
    transform("select-by-lasso", SelectFromModel(Lasso(alpha=0.1), max_features=3).fit(wx, wy), full, "Columns that a lasso keeps", agreement=EXACT)
    forest = SelectFromModel(RandomForestClassifier(5, max_depth=3, random_state=0)).fit(wx, wy)
    transform("select-by-forest", forest, full, "Columns by the importances of a forest", agreement=EXACT)
    bx, by = frame_of(cancer).iloc[:, :6], cancer.target
    rfe = RFE(LogisticRegression(max_iter=5000), n_features_to_select=3).fit(bx, by)
    record("recursive-elimination", rfe, {"rows": some(bx, 8)}, "A classifier on the columns that are left", PROBABILITY + ("transform",))


def people(count, seed=0):
    """A table of numbers, words, truth values and gaps."""
    generator = np.random.RandomState(seed)
    city = generator.choice(["Oslo", "Malmö", "Zürich", "Kraków", "Łódź"], count, p=[0.4, 0.3, 0.2, 0.06, 0.04]).astype(object)
    return pd.DataFrame(
        {
            "age": np.round(generator.uniform(18, 80, count), 1),
            "city": city,
            "rank": generator.choice([1, 2, 3], count),
            "fare": np.round(generator.lognormal(3, 1, count), 2),
            "member": generator.rand(count) < 0.4,
            "job": generator.choice(["cook", "smith", "clerk"], count).astype(object),
        }
    )


def encoders():
    table = people(120)
    table["rank"] = table["rank"].astype("int64")
    words = table[["city", "job", "rank"]]
    rows = {"rows": words.iloc[:6].copy(), "one": words.iloc[:1].copy()}
    unseen = words.iloc[:4].copy()
    unseen.loc[1, "city"] = "Paris"
    unseen.loc[2, "rank"] = 9
    strange = [("unseen", unseen, "unknown")]
    dense_name = "sparse" if VERSION < (1, 2) else "sparse_output"
    exact = {"agreement": EXACT}
    transform("one-hot-error", OneHotEncoder().fit(words), rows, "Categories, and an error for others", refusals=strange, **exact)
    transform("one-hot-ignore", OneHotEncoder(handle_unknown="ignore", **{dense_name: False}).fit(words), {**rows, "unseen": unseen}, "Unknown categories become zeros", **exact)
    transform("one-hot-drop", OneHotEncoder(drop="first", handle_unknown="ignore").fit(words), {**rows, "unseen": unseen}, "The first category is left out", **exact)
    two = table[["job", "member"]]
    transform("one-hot-drop-if-binary", OneHotEncoder(drop="if_binary").fit(two), {"rows": two.iloc[:5].copy()}, "One of two categories is left out", **exact)
    rare = OneHotEncoder(min_frequency=12, handle_unknown="infrequent_if_exist").fit(words)
    transform("one-hot-infrequent", rare, {**rows, "more": words.iloc[6:30].copy(), "unseen": unseen}, "Rare categories share a column with unknown ones", **exact)
    if VERSION >= (1, 3):
        dropped = OneHotEncoder(max_categories=3, drop="first", handle_unknown="ignore").fit(words)
        transform("one-hot-infrequent-drop", dropped, {"more": words.iloc[6:30].copy(), "unseen": unseen}, "Rare categories grouped, the first left out", **exact)
        grouped = OrdinalEncoder(min_frequency=12, handle_unknown="use_encoded_value", unknown_value=-1).fit(words)
        transform("ordinal-infrequent", grouped, {"more": words.iloc[6:30].copy(), "unseen": unseen}, "Rare categories share a number", **exact)
    if VERSION >= (1, 6):
        warned = OneHotEncoder(handle_unknown="warn", min_frequency=12).fit(words)
        transform("one-hot-warn", warned, {**rows, "unseen": unseen}, "Unknown categories are warned of", **exact)
    gaps = words.copy()
    gaps.loc[::7, "city"] = None
    blank = OneHotEncoder(handle_unknown="ignore").fit(gaps)
    transform("one-hot-missing", blank, {"rows": gaps.iloc[:8].copy()}, "A missing value is a category", **exact)
    numbers = pd.DataFrame({"a": [1.0, 2.0, np.nan, 2.0], "b": [5.0, 5.0, 6.0, np.nan]})
    transform("one-hot-numbers", OneHotEncoder().fit(numbers), {"rows": numbers}, "Numbers and NaN as categories", **exact)
    transform("ordinal-error", OrdinalEncoder().fit(words), rows, "Categories as numbers", refusals=strange, **exact)
    lenient = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(gaps)
    transform("ordinal-missing", lenient, {"rows": gaps.iloc[:8].copy(), "unseen": unseen}, "Missing values stay missing, unknown ones are -1", **exact)
    marked = OrdinalEncoder(encoded_missing_value=-7).fit(numbers)
    transform("ordinal-missing-number", marked, {"rows": numbers}, "Missing values are given a number", **exact)
    if VERSION >= (1, 3):
        from sklearn.preprocessing import TargetEncoder

        target = np.arange(120) % 7 + (table["city"] == "Oslo") * 3.0
        encoder = TargetEncoder(random_state=0).fit(words, target)
        transform("target-encoder", encoder, {**rows, "unseen": unseen}, "Means of the target", **exact)
        three = TargetEncoder(random_state=0).fit(words, np.array(["a", "b", "c"])[np.arange(120) % 3])
        transform("target-encoder-classes", three, {**rows, "unseen": unseen}, "Means of three classes", **exact)
    gaps = gaps.where(gaps.notna(), np.nan)
    fill = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")).fit(gaps[["city", "job"]])
    transform("imputer-words", fill, {"rows": gaps[["city", "job"]].iloc[:8].copy()}, "The most frequent word for a missing one", **exact)
    fixed = make_pipeline(SimpleImputer(strategy="constant", fill_value="none"), OrdinalEncoder()).fit(gaps[["city", "job"]])
    transform("imputer-constant-word", fixed, {"rows": gaps[["city", "job"]].iloc[:8].copy()}, "One word for all missing ones", **exact)


def mixed():
    table = people(150, 3)
    y = ((table["age"] > 45) ^ (table["city"] == "Oslo")).astype(int)
    prices = table["fare"] * 2 + table["age"]
    gaps = table.copy()
    gaps.loc[::9, "age"] = np.nan
    gaps.loc[::11, "city"] = np.nan
    rows = gaps.iloc[:14].copy()
    unseen = table.iloc[:4].copy()
    unseen.loc[0, "city"] = "Paris"
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = ColumnTransformer([("numbers", numbers, ["age", "fare"]), ("words", words, ["city", "job"])])
    model = make_pipeline(columns, LogisticRegression(max_iter=1000)).fit(gaps, y)
    shuffled = rows[["job", "member", "fare", "rank", "age", "city"]].copy()
    shuffled["more"] = 1.0
    record("mixed-columns", model, {"rows": rows, "one": rows.iloc[:1].copy(), "unseen": unseen, "shuffled": shuffled}, "Numbers and words to a classifier; other columns may be there, in any order", PROBABILITY, refusals=[("absent", rows.drop(columns=["city"]), "missing")])
    strict = ColumnTransformer([("words", OrdinalEncoder(), ["city", "job"])], remainder="passthrough")
    regression = make_pipeline(strict, Ridge()).fit(table, prices)
    record("mixed-columns-remainder", regression, {"rows": table.iloc[:9].copy()}, "The other columns go through", refusals=[("unseen", unseen, "city")])
    positions = ColumnTransformer([("first", MinMaxScaler(), slice(0, 2)), ("last", "passthrough", [-1]), ("masked", StandardScaler(), [False, False, True, True]), ("none", "drop", [1])], transformer_weights={"first": 2.0})
    iris = load_iris()
    array = positions.fit(iris.data)
    transform("columns-by-position", array, {"rows": iris.data[::20].copy()}, "A slice, a negative position, a mask and a weight on an array", agreement=EXACT, refusals=[("short", iris.data[:3, :3].copy(), "features")])
    chosen = ColumnTransformer([("numbers", RobustScaler(), make_column_selector(dtype_include=float)), ("words", OneHotEncoder(), make_column_selector(dtype_exclude=[float, int, bool]))], remainder=MinMaxScaler(), sparse_threshold=1.0)
    record("columns-by-type", make_pipeline(chosen, SGDRegressor(random_state=0, max_iter=50, tol=None)).fit(table, prices / 100), {"rows": table.iloc[:9].copy()}, "Columns by dtype, another transformer for the rest, sparse")
    index = ColumnTransformer([("numbers", StandardScaler(), table[["age", "fare"]].columns), ("words", OneHotEncoder(handle_unknown="ignore"), table[["city", "job"]].columns)])
    # scikit-learn 1.6 does not know the indexes of pandas 3.
    for form in ("pickle", "skops") if not (1, 2) < VERSION < (1, 8) else ():
        indexed = make_pipeline(index, LogisticRegression(max_iter=300)).fit(table, y)
        record(f"columns-by-index-{form}", indexed, {"rows": table.iloc[:5].copy()}, "Columns chosen with an index of pandas", PROBABILITY, form=form)
    union = FeatureUnion([("components", PCA(2)), ("best", SelectKBest(k=1)), ("drop", "drop"), ("all", "passthrough")], transformer_weights={"components": 10.0})
    record("feature-union", make_pipeline(StandardScaler(), union, LogisticRegression(max_iter=500)).fit(iris.data, iris.target), {"rows": iris.data[::15].copy()}, "Transformers side by side", PROBABILITY)
    spline = ColumnTransformer([("poly", make_pipeline(SimpleImputer(), PolynomialFeatures(2, include_bias=False)), ["age", "fare"]), ("hot", OneHotEncoder(handle_unknown="ignore"), ["city"]), ("member", "passthrough", ["member"])])
    target = TransformedTargetRegressor(make_pipeline(spline, Ridge()), func=np.log, inverse_func=np.exp).fit(gaps, prices)
    record("mixed-target-logarithm", target, {"rows": rows}, "A whole pipeline within a transformed target")
    bayes = ColumnTransformer([("words", OneHotEncoder(handle_unknown="ignore"), ["city", "job"]), ("bins", KBinsDiscretizer(3), ["age"])])
    record("mixed-bayes", make_pipeline(bayes, BernoulliNB()).fit(table, y), {"rows": table.iloc[:8].copy(), "unseen": unseen}, "Sparse categories and bins to naive Bayes", PROBABILITY)


TEXTS = [
    "The ship sails at dawn, and the crew sings.",
    "A crew without a ship is just a choir!",
    "Stock prices fell; the market closed early.",
    "The market opened late and prices rose 3.5%.",
    "Café prices rose in Zürich — naïve buyers paid.",
    "Sailors sing of dawn and of the sea, the sea, the sea.",
    "Markets sing no songs.",
    "Dawn at the sea; late ships sail early.",
]
TOPICS = np.array(["sea", "sea", "money", "money", "money", "sea", "money", "sea"])
NEW_TEXTS = np.array(
    [
        "The sea at dawn",
        "prices, prices and PRICES: 3 markets_fell",
        "",
        "Zürich CAFÉ naïve cafe\u0301 İstanbul ΣΊΣΥΦΟΣ",
        "नमस्ते दुनिया — 東京の market, x y z, don't  stop",
        "ship\tsails\u00a0at\u2003dawn\x1csing",
    ],
    dtype=object,
)


def texts():
    rows = {"rows": NEW_TEXTS, "one": NEW_TEXTS[:1]}
    gap = np.array(["the sea", None], dtype=object)
    empty = [("gap", gap, None)]
    record("text-tfidf-logistic", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, TOPICS), rows, "Words weighed, to a linear model", PROBABILITY, refusals=empty)
    record("text-counts-bayes", make_pipeline(CountVectorizer(ngram_range=(1, 2), stop_words="english"), MultinomialNB()).fit(TEXTS, TOPICS), rows, "Words and pairs without common ones, to naive Bayes", LOGS)
    record("text-hashes", make_pipeline(HashingVectorizer(n_features=64), SGDClassifier(random_state=0)).fit(TEXTS, TOPICS), rows, "Hashed words with signs", DECISION)
    hashed = make_pipeline(HashingVectorizer(n_features=50, alternate_sign=False, norm=None, analyzer="char", ngram_range=(2, 3)), TfidfTransformer(sublinear_tf=True, norm="l1")).fit(TEXTS)
    transform("text-hashed-characters", hashed, rows, "Hashed characters without signs, then weights")
    counts = CountVectorizer(analyzer="char_wb", ngram_range=(3, 4), strip_accents="unicode", max_features=40).fit(TEXTS)
    transform("text-characters-in-words", counts, rows, "Characters within words, accents taken off", agreement=EXACT)
    letters = CountVectorizer(analyzer="char", ngram_range=(1, 2), strip_accents="ascii", binary=True, max_features=40).fit(TEXTS)
    transform("text-characters", letters, rows, "Characters in ASCII, once a text", agreement=EXACT)
    pattern = TfidfVectorizer(token_pattern=r"(?u)\b(\w)\w*\b", use_idf=False, norm="l1").fit(TEXTS)
    transform("text-first-letters", pattern, rows, "A pattern with a group, shares of a text")
    words = CountVectorizer(token_pattern=r"[A-Za-z]{2,}|\d+(?:\.\d+)?\b", lowercase=False, stop_words=["the", "sea"], ngram_range=(2, 3), min_df=1, max_features=30).fit(TEXTS)
    transform("text-own-pattern", words, rows, "A pattern of its own, sequences only", agreement=EXACT)
    table = pd.DataFrame({"text": TEXTS, "price": [1.0, 2, 30, 40, 50, 3, 60, 4], "place": ["a", "b", "a", "b", "a", "b", "a", "b"]})
    columns = ColumnTransformer([("text", TfidfVectorizer(), "text"), ("price", StandardScaler(), ["price"]), ("place", OneHotEncoder(), ["place"])])
    record("text-in-columns", make_pipeline(columns, LogisticRegression()).fit(table, TOPICS), {"rows": table.iloc[:5].copy()}, "A column of text beside numbers and words", PROBABILITY)


def others():
    iris, wine, cancer, diabetes = load_iris(), load_wine(), load_breast_cancer(), load_diabetes()
    x, wx = frame_of(iris), frame_of(wine).iloc[:, :5]
    rows = {"rows": some(x, 8), "one": some(x, 1)}
    for kind in ("full", "tied", "diag", "spherical"):
        model = GaussianMixture(3, covariance_type=kind, random_state=0).fit(x)
        record(f"mixture-{kind}", model, rows, "Normal distributions of each class", PROBABILITY)
    dx, dy = frame_of(diabetes), diabetes.target
    short = {"rows": some(dx, 6)}
    record("partial-least-squares", PLSRegression(3).fit(dx, dy), short, "Components shared with one target")
    record("partial-least-squares-two", PLSRegression(2).fit(dx, np.column_stack([dy, dx["bmi"]])), short, "Components shared with two targets")
    record("one-class", SGDOneClassSVM(random_state=0).fit(x), rows, "One class against nothing", DECISION)
    transform("random-projection", GaussianRandomProjection(3, random_state=0).fit(wx), {"rows": some(wx, 5)}, "A random projection")
    transform("random-projection-sparse", SparseRandomProjection(3, density=0.4, random_state=0).fit(wx), {"rows": some(wx, 5)}, "A sparse random projection")
    bx, by = frame_of(cancer).iloc[:, :6], cancer.target
    two = {"rows": some(bx, 15)}
    if VERSION >= (1, 5):
        from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV

        base = LogisticRegression(max_iter=5000)
        record("threshold-fixed", FixedThresholdClassifier(base, threshold=0.9).fit(bx, by), two, "A threshold that was set", PROBABILITY)
        flipped = FixedThresholdClassifier(LinearSVC(random_state=0, max_iter=20000), threshold=-0.5, pos_label=0).fit(bx, by)
        record("threshold-of-scores", flipped, two, "A threshold of scores for the first class", DECISION)
        record("threshold-searched", TunedThresholdClassifierCV(base, cv=3, random_state=0).fit(bx, by), two, "A threshold that was searched", PROBABILITY)
    if VERSION >= (1, 6):
        from sklearn.frozen import FrozenEstimator

        record("frozen", FrozenEstimator(GaussianNB().fit(x, iris.target)), rows, "An estimator that is not fitted again", PROBABILITY)
    holed = holes(wx, 3, 60)
    holey = {"rows": holes(wx), "one": holes(wx).iloc[:1].copy(), "full": some(wx, 2)}
    transform("imputer-iterative", IterativeImputer(random_state=0, max_iter=5).fit(holed), holey, "Missing values predicted from other columns", form="joblib")
    empty = holed.copy()
    empty.iloc[:, 2] = np.nan
    imputer = IterativeImputer(Ridge(), max_iter=4, n_nearest_features=2, add_indicator=True, min_value=0, random_state=0).fit(empty)
    transform("imputer-iterative-empty", imputer, holey, "A column without values, a least value, and indicators", form="joblib")


def single():
    """Inputs of single precision, which numpy computes in."""
    wine, diabetes = load_wine(), load_diabetes()
    wx, wy = frame_of(wine).iloc[:, :6].astype("float32"), wine.target
    rows = {"rows": some(wx, 6), "array": some(wx, 3, 4).to_numpy(), "double": some(wx, 2).astype("float64")}
    why = (2e-6, "the library computes in single precision")
    for kind in (StandardScaler(), MinMaxScaler(clip=True), RobustScaler(), MaxAbsScaler()):
        name = "single-" + type(kind).__name__.lower()
        transform(name, kind.fit(wx.astype("float64")), rows, "Single precision, rounded after each step", agreement=EXACT)
    transform("single-polynomials", PolynomialFeatures(3).fit(wx), {"rows": some(wx, 3)}, "Products in single precision", agreement=EXACT)
    transform("single-components", PCA(3).fit(wx), rows, "Components fitted in single precision", agreement=(2e-5, "the library computes in single precision, and centers cancel"))
    double = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(wx.astype("float64"), wy)
    record("single-after-double", double, rows, "Single precision to a model fitted in double", PROBABILITY)
    record("single-logistic", make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(wx, wy), rows, "A classifier fitted in single precision", PROBABILITY, why)
    dx, dy = frame_of(diabetes).astype("float32"), diabetes.target
    record("single-regression", Ridge(alpha=0.1).fit(dx, dy), {"rows": some(dx, 6)}, "A regression fitted in single precision", agreement=why)
    network = MLPRegressor(hidden_layer_sizes=(4,), random_state=0, max_iter=60).fit(dx, dy)
    record("single-network", network, {"rows": some(dx, 6)}, "A network fitted in single precision", agreement=why, form="joblib")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    regressors()
    classifiers()
    unsupervised()
    numeric_transformers()
    selectors()
    encoders()
    mixed()
    texts()
    others()
    single()
