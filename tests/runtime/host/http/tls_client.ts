import {
  CERTIFICATE_PATH,
  RENEWED_CERTIFICATE_PATH,
} from "../../../tools/loopback_tls.ts";

/**
 * Connects to a server on this machine that proves itself with one of the
 * certificates of {@linkcode CERTIFICATE_PATH} and its renewed one.
 *
 * @param port The server's port.
 * @param trusted The files of those that are trusted; by default both.
 * @returns The connection, once both sides agree.
 */
export async function connectTls(
  port: number,
  trusted: readonly string[] = [CERTIFICATE_PATH, RENEWED_CERTIFICATE_PATH],
): Promise<Deno.TlsConn> {
  const conn = await Deno.connectTls({
    hostname: "127.0.0.1",
    port,
    caCerts: await Promise.all(trusted.map((path) => Deno.readTextFile(path))),
    alpnProtocols: ["h2", "http/1.1"],
  });
  try {
    await conn.handshake();
    return conn;
  } catch (error) {
    conn.close();
    throw error;
  }
}

/** Everything that a connection has, up to its end. */
export async function restOf(conn: Deno.TlsConn): Promise<string> {
  return await new Response(conn.readable).text();
}
