/** A command line, and what it does. */
export interface CommandExample {
  /** The line, without a prompt. */
  readonly line: string;
  /** What it does, as the end of a sentence. */
  readonly does: string;
}

/** Examples of each part of the command, by its name; the empty one is the command itself. */
export const COMMAND_EXAMPLES: Readonly<
  Record<string, readonly CommandExample[]>
> = {
  "": [
    { line: "samla serve model --collect", does: "serve and record" },
    { line: "samla data ls", does: "see what was recorded" },
    { line: "samla help serve", does: "all options of serve" },
  ],
  replay: [
    {
      line: "samla replay model_inputs --to http://127.0.0.1:5002",
      does: "whether a new deployment answers as the one that was recorded",
    },
    {
      line:
        "samla replay request --to https://endpoint.example.com/score --key-file keys.txt --warm-up",
      does: "send only, before the traffic comes",
    },
  ],
  serve: [
    {
      line: "samla serve model --collect",
      does: "an MLflow model directory, on 127.0.0.1:5001, recorded",
    },
    {
      line: "samla serve score.ts --allow-net=features.example.com",
      does: "a module that asks another server",
    },
    {
      line:
        "samla serve deployment.yml --host 0.0.0.0 --port 8080 --key-file keys.txt",
      does: "an Azure ML deployment, for other machines",
    },
    {
      line: "samla serve models:/iris@champion",
      does: "a model of the server that MLFLOW_TRACKING_URI names",
    },
    {
      line:
        "samla serve model --collect --datastore workspaceblobstore=https://account.blob.core.windows.net/container",
      does: "recorded, and delivered to a container",
    },
    {
      line: "samla serve model --collect --show-permissions",
      does: "what it would be permitted; nothing is started",
    },
  ],
  dev: [
    { line: "samla dev score.ts", does: "serve anew at each change" },
  ],
  test: [
    {
      line: "samla test deployment.yml",
      does: "send requests/*.json, compare with *.answer.json",
    },
  ],
  init: [
    { line: "samla init fraud", does: "a module and its deployment" },
    {
      line: "samla init iris --template mlflow",
      does: "a model that Python trains",
    },
  ],
  doctor: [
    { line: "samla doctor", does: "what is here, and what to do" },
    {
      line:
        "samla doctor --datastore workspaceblobstore=https://account.blob.core.windows.net/container",
      does: "whether this container takes our data",
    },
  ],
  collect: [
    {
      line: "samla collect deployment.yml",
      does: "beside a scoring script of Python that logs",
    },
    {
      line: "samla collect deployment.yml --upstream http://127.0.0.1:5001",
      does: "in front of its server too, for whole payloads",
    },
  ],
  data: [
    { line: "samla data ls", does: "collections, files, events, bytes" },
    { line: "samla data tail -f", does: "the events, as they come" },
    {
      line: "samla data export rows.parquet --joined",
      does: "inputs beside their outputs, in one file",
    },
  ],
  inspect: [
    { line: "samla inspect model", does: "what a model is, and a request" },
  ],
  completion: [
    {
      line: 'eval "$(samla completion bash)"',
      does: "in ~/.bashrc",
    },
    {
      line: "samla completion fish > ~/.config/fish/completions/samla.fish",
      does: "for fish",
    },
  ],
};
