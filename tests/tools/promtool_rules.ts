/** A metric as the text format of Prometheus has it. */
export interface ExposedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** Reads the text format of Prometheus, as far as the host writes it. */
export function readMetrics(text: string): ExposedMetric[] {
  return text.trim().split(/\n\n/).map((block) => {
    const [help, type, ...lines] = block.split("\n");
    const [, name, words] = /^# HELP (\S+) (.*)$/.exec(help!)!;
    return {
      name: name!,
      help: words!,
      type: /^# TYPE \S+ (\w+)$/.exec(type!)![1]!,
      samples: lines.map((line) => {
        const [, sample, labels = "", value] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/
          .exec(line)!;
        return {
          name: sample!,
          labels: Object.fromEntries(
            [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
              .map(([, key, text]) => [key, text]),
          ),
          value: Number(value),
        };
      }),
    };
  });
}

const ABBREVIATED = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(_|$)/;
const NOT_BASE_UNITS =
  /_(milliseconds|microseconds|nanoseconds|minutes|hours|days|kilobytes|megabytes|gigabytes|kibibytes|mebibytes|bits|percent|percentage)(_|$)/;
const TYPE_IN_NAME = /_(counter|gauge|histogram|summary|untyped)(_|$)/;

/** What `promtool check metrics` would complain of: the rules of its linter, one by one. */
export function promtoolProblems(metrics: readonly ExposedMetric[]): string[] {
  const seen = new Set<string>();
  return metrics.flatMap(({ name, type, help, samples }) => {
    const problems: [boolean, string][] = [
      [seen.has(name), "is told twice"],
      [help.trim() === "", "has no help"],
      [
        (type === "counter") !== name.endsWith("_total"),
        "ends in _total and is no counter, or the reverse",
      ],
      [
        /_(bucket|count|sum|info)$/.test(name) &&
        type !== "histogram" && !name.endsWith("_info"),
        "has a suffix of histograms",
      ],
      [NOT_BASE_UNITS.test(name), "is not in a base unit"],
      [ABBREVIATED.test(name), "shortens its unit"],
      [TYPE_IN_NAME.test(name), "says its type in its name"],
      [name.includes(":"), "has a colon"],
      [/[a-z][A-Z]/.test(name), "is not in snake_case"],
      [
        samples.some(({ labels }) =>
          Object.keys(labels).some((label) =>
            /[a-z][A-Z]/.test(label) || label === "quantile" ||
            (label === "le" && type !== "histogram")
          )
        ),
        "has a label that is not in snake_case, or is reserved",
      ],
    ];
    seen.add(name);
    return problems.filter(([broken]) => broken)
      .map(([, words]) => `${name} ${words}`);
  });
}
