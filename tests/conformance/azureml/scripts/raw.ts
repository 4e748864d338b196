/** The request comes as it is. */
export const raw = true;

/** Answers how it was asked. */
export async function run(request: Request): Promise<Response> {
  if (request.headers.get("x-reads") === "json") {
    return Response.json(await request.json());
  }
  if (request.headers.get("x-reads") === "files") {
    const files = (await request.formData()).getAll("file") as File[];
    return Response.json(files.map(({ name }) => name));
  }
  const bytes = await request.bytes();
  const body = String.fromCharCode(...bytes);
  if (body === "fail") throw new RangeError("a secret");
  if (body === "stream") {
    return new Response(ReadableStream.from(items()), {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  }
  return Response.json({
    method: request.method,
    query: new URL(request.url).search.slice(1),
    body,
    type: request.headers.get("content-type") ?? "",
  });
}

async function* items(): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < 5; number++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield new TextEncoder().encode(`item: ${number}\n\n`);
  }
}
