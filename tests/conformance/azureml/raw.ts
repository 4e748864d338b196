/** The request comes as it is. */
export const raw = true;

/** Answers how it was asked. */
export async function run(request: Request): Promise<Response> {
  const bytes = await request.bytes();
  const body = String.fromCharCode(...bytes);
  if (body === "fail") throw new RangeError("a secret");
  return Response.json({
    method: request.method,
    query: new URL(request.url).search.slice(1),
    body,
    type: request.headers.get("content-type") ?? "",
  });
}
