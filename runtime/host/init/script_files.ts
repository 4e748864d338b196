/** Files of a project, by path; `{name}` stands for its name. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** Files that every project with a script has. */
export const SCRIPT_FILES: ProjectFiles = {
  "deployment.yml": `# What is served, as Azure ML's tools take it too.
name: blue
endpoint_name: {name}
code_configuration:
  code: .
  scoring_script: score.ts
data_collector:
  collections:
    model_inputs:
      enabled: "True"
    model_outputs:
      enabled: "True"
`,
  "deno.json": `{
  "imports": {
    "@samla/samla": "npm:@samla/samla@^0.1.0",
    "valibot": "npm:valibot@1.5.0"
  },
  "compilerOptions": { "strict": true }
}
`,
  ".vscode/settings.json": `{
  "deno.enable": true
}
`,
  ".gitignore": `samla-data/
node_modules/
`,
  "README.md": `# {name}

\`\`\`sh
samla dev deployment.yml      # serves while you work on score.ts
samla test deployment.yml     # sends requests/, compares the answers, shows the events
samla serve deployment.yml    # serves
\`\`\`
`,
};
