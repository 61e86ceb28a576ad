/** Switches of Node's that take the protection from TLS or write its secrets to a file. */
const hazardousFlag =
  /^--(tls-keylog|tls-min-v1\.[01]|tls-max-v1\.[01]|tls-cipher-list|insecure-http-parser|security-revert|use-openssl-ca|openssl-legacy-provider|openssl-config|openssl-shared-config)\b/;

export interface ProcessSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags given to Node itself. */
  readonly execArgv: readonly string[];
}

/**
 * What in the environment would make the connection to the CSMS less safe than it says, in words for whoever started the program. The link itself does not rely
 * on these settings, but other libraries do, and nobody sets them on a charger with good reason.
 */
export function environmentHazards({ env, execArgv }: ProcessSettings): readonly string[] {
  const flags = [...execArgv, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)].map((flag) => flag.replaceAll("_", "-"));
  return [
    ...(env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" ? ["NODE_TLS_REJECT_UNAUTHORIZED=0 trusts every server"] : []),
    ...((env["SSLKEYLOGFILE"] ?? "") === "" ? [] : ["SSLKEYLOGFILE gives away the keys of connections"]),
    ...flags
      .filter((flag) => hazardousFlag.test(flag))
      .map((flag) => `${flag.split("=")[0] ?? ""} weakens TLS or HTTP`),
  ];
}
