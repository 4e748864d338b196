/** Answers what it is told of the request. */
export function run(
  data: string,
  { headers }: { readonly headers: Headers },
): unknown {
  return { ...JSON.parse(data), header: headers.get("test-header") };
}
