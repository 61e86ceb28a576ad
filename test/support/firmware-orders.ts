import { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import { firmwareKit } from "#test/support/firmware-kit";
import { VirtualRig } from "#test/support/virtual-rig";

export const PLAIN = "FirmwareStatusNotification";
export const SIGNED = "SignedFirmwareStatusNotification";

export const kit = await firmwareKit();
export const stranger = await firmwareKit();

export const signedRig = () => new VirtualRig({ firmware: "signed", manufacturerRoots: kit.root.pem }).start();
export const plainRig = () => new VirtualRig({ firmware: "unsigned" }).start();

export const later = (rig: VirtualRig, inSeconds: number) => new Date(rig.clock.now() + inSeconds * 1000).toISOString();
export const order = (rig: VirtualRig, more: object = {}, requestId = 7) => ({
  requestId,
  retries: 0,
  retryInterval: 10,
  firmware: {
    location: "http://user:secret@files.test/fw.bin",
    retrieveDateTime: later(rig, -7200),
    signingCertificate: kit.signer.pem,
    signature: kit.sign(),
    ...more,
  },
});
export const plainOrder = (rig: VirtualRig, more: object = {}) => ({
  location: "ftp://files.test/fw.bin",
  retrieveDate: later(rig, -7200),
  retries: 2,
  retryInterval: 60,
  ...more,
});

export const statuses = (rig: VirtualRig, action = SIGNED) => rig.payloads(action).map(({ status }) => String(status));
export const events = (rig: VirtualRig) =>
  rig
    .payloads("SecurityEventNotification")
    .map(({ type }) => String(type))
    .filter((type) => type.includes("Firmware"));
export const isOver = (rig: VirtualRig, action = SIGNED) =>
  ["Installed", "InstallationFailed", "InstallVerificationFailed", "DownloadFailed", "InvalidSignature"].includes(
    statuses(rig, action).at(-1) ?? "",
  );

/** The error code of the answer. */
export async function refusal(rig: VirtualRig, action: string, payload: object): Promise<unknown> {
  const result = rig.csms.call(action, payload).catch((error: unknown) => error);
  await rig.clock.advance(seconds(1));
  const error = await result;
  return error instanceof AgentError ? error.details["errorCode"] : error;
}

/** The machine starts again when the update wants it to. */
export async function reboot(rig: VirtualRig): Promise<void> {
  await rig.until(() => rig.endWishes.length > 0);
  rig.endWishes.length = 0;
  await rig.stopAgent();
  await rig.startAgent("boot-2");
}
