/** The address that the Python package posts to, unless it is told otherwise. */
export const SIDECAR_ADDRESS = { hostname: "127.0.0.1", port: 50011 } as const;
