import type { ContainerLocation } from "./container_location.ts";

/** Variables of a process. */
export type Environment = (name: string) => string | undefined;

/** The account of every emulator of the service; its key is public. */
const DEVELOPMENT = {
  account: "devstoreaccount1",
  key:
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
} as const;

/** What proves a right to an account, beside an identity. */
export interface AccountSecret {
  /** An account key, in Base64. */
  readonly key?: string;
  /** A shared access signature, without `?`. */
  readonly sas?: string;
}

/**
 * What proves a right to the account of a container: what its location has,
 * else what the variables say of that account.
 *
 * @param location The container.
 * @param environment The variables of the process.
 * @returns The secret; empty if there is none.
 */
export function accountSecret(
  location: ContainerLocation,
  environment: Environment,
): AccountSecret {
  if (location.sas !== undefined) return { sas: location.sas };
  const text = environment("AZURE_STORAGE_CONNECTION_STRING");
  if (text !== undefined) {
    if (
      /^\s*UseDevelopmentStorage=true\b/i.test(text) &&
      location.account === DEVELOPMENT.account
    ) return { key: DEVELOPMENT.key };
    const fields = new Map(
      text.split(";").map((field): [string, string] => {
        const at = field.indexOf("=");
        return [field.slice(0, at).trim(), field.slice(at + 1)];
      }),
    );
    const blob = fields.get("BlobEndpoint")?.replace(/\/$/, "");
    const isThis = blob === undefined
      ? fields.get("AccountName") === location.account
      : location.url.startsWith(`${blob}/`);
    if (isThis) {
      return secretOf(
        fields.get("AccountKey"),
        fields.get("SharedAccessSignature"),
      );
    }
  }
  return environment("AZURE_STORAGE_ACCOUNT") === location.account
    ? secretOf(
      environment("AZURE_STORAGE_KEY"),
      environment("AZURE_STORAGE_SAS_TOKEN"),
    )
    : {};
}

function secretOf(key: string | undefined, sas: string | undefined) {
  return key !== undefined ? { key } : sas !== undefined ? { sas } : {};
}
