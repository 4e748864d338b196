# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "mlflow==3.17.2",
#   "xgboost==3.2.0",
#   "scikit-learn==1.9.1",
#   "pandas==3.1.1",
#   "numpy==2.4.6",
# ]
# ///
"""Trains the model of this folder and logs it with MLflow: `uv run train.py`."""

import shutil
import tempfile
from pathlib import Path

import mlflow
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from xgboost import XGBClassifier

HERE = Path(__file__).resolve().parent

iris = load_iris(as_frame=True)
features, species = iris.data, iris.target

model = XGBClassifier(n_estimators=20, max_depth=3, learning_rate=0.3, random_state=0, n_jobs=1)
model.fit(features, species)

with tempfile.TemporaryDirectory() as scratch:
    mlflow.set_tracking_uri(f"sqlite:///{scratch}/mlflow.db")
    experiment = mlflow.create_experiment("iris", artifact_location=f"file://{scratch}/artifacts")
    with mlflow.start_run(experiment_id=experiment):
        logged = mlflow.xgboost.log_model(
            model,
            name="iris",
            signature=infer_signature(features, model.predict(features)),
            input_example=features.iloc[[0, 50, 100]].reset_index(drop=True),
        )
    logged_model = Path(mlflow.artifacts.download_artifacts(logged.model_uri))
    for path in logged_model.iterdir():
        if path.is_file() and path.name != "registered_model_meta":
            shutil.copy(path, HERE / path.name)
