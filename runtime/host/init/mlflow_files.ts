import type { ProjectFiles } from "./script_files.ts";

/** A project with an MLflow model, and the script that trains it. */
export const MLFLOW_FILES: ProjectFiles = {
  "deployment.yml": `# What is served, as Azure ML's tools take it too.
name: blue
endpoint_name: {name}
model: model
data_collector:
  collections:
    model_inputs:
      enabled: "True"
    model_outputs:
      enabled: "True"
`,
  "train.py": `# pip install mlflow scikit-learn; python train.py
import shutil

import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

data, target = load_iris(as_frame=True, return_X_y=True)
classifier = LogisticRegression(max_iter=1000).fit(data, target)
shutil.rmtree("model", ignore_errors=True)
mlflow.sklearn.save_model(
    classifier,
    "model",
    signature=mlflow.models.infer_signature(data, classifier.predict(data)),
    input_example=data.head(3),
)
`,
  ".gitignore": `samla-data/
`,
  "README.md": `# {name}

\`\`\`sh
python train.py               # writes the model into model/
samla inspect model           # what it is, and a request to try
samla test deployment.yml     # sends requests/, compares the answers, shows the events
samla serve deployment.yml    # serves, and collects
\`\`\`
`,
  "requests/iris.json": `{
  "input_data": {
    "columns": [
      "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"
    ],
    "data": [[5.1, 3.5, 1.4, 0.2], [6.3, 3.3, 6.0, 2.5]]
  }
}
`,
  "requests/iris.answer.json": `[0, 2]
`,
};
