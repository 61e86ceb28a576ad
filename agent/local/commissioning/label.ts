import { readLabel } from "#agent/local/accounts/first-start";

export interface LabelSource {
  readonly labelFile: string;
  readonly serialNumber: string;
  readonly macAddresses: () => readonly string[];
}

/** What is printed on the charger, for the app that pairs by camera and for the person who types. */
export interface Label {
  readonly serialNumber: string;
  readonly macAddress: string;
  readonly pin: string;
  readonly password: string;
  /** What the QR code says. */
  readonly code: string;
}

/** Undefined once the label's file has been removed: the secrets are nowhere else. @throws AgentError `site.label` */
export function labelOf({ labelFile, serialNumber, macAddresses }: LabelSource): Label | undefined {
  const secrets = readLabel(labelFile);
  if (secrets === undefined) return undefined;
  const macAddress = macAddresses()[0] ?? "";
  return { serialNumber, macAddress, ...secrets, code: pairingCode({ serialNumber, macAddress, pin: secrets.pin }) };
}

/** Stays as it is for as long as there are labels with it: a word for the form, then fields in this order, percent-encoded (RFC 3986). */
export function pairingCode(label: Pick<Label, "serialNumber" | "macAddress" | "pin">): string {
  const { serialNumber, macAddress, pin } = label;
  const fields = [
    ["SN", serialNumber],
    ["MAC", macAddress],
    ["PIN", pin],
  ] as const;
  return `BORNE:1;${fields.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%3A", ":")}`).join(";")}`;
}
