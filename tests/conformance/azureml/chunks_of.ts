/**
 * The chunks that an answer was sent in, as they were framed.
 *
 * @param address The server.
 * @param body What is sent to `/score`.
 * @returns The chunks, as text, without the last, which is empty.
 */
export async function chunksOf(
  address: string,
  body: string,
): Promise<string[]> {
  const { hostname, port } = new URL(address);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(
    new TextEncoder().encode(
      `POST /score HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    ),
  );
  const answer = await new Response(connection.readable).text();
  let rest = answer.slice(answer.indexOf("\r\n\r\n") + "\r\n\r\n".length);
  const chunks: string[] = [];
  for (;;) {
    const end = rest.indexOf("\r\n");
    const length = parseInt(rest.slice(0, end), 16);
    if (!(length > 0)) return chunks;
    chunks.push(rest.slice(end + 2, end + 2 + length));
    rest = rest.slice(end + 2 + length + 2);
  }
}
