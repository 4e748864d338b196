/** Variables that Deno itself needs, to find its packages and to reach what a module was granted. */
export const PROCESS_VARIABLES = [
  "DENO_CERT",
  "DENO_DIR",
  "DENO_TLS_CA_STORE",
  "HOME",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "LANG",
  "NO_COLOR",
  "NO_PROXY",
  "NPM_CONFIG_REGISTRY",
  "PATH",
  "TMPDIR",
  "TZ",
  "XDG_CACHE_HOME",
] as const;
