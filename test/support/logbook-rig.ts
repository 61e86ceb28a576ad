import { expect, onTestFinished } from "vitest";
import { minutes } from "#hal/core/units";
import type { LocalTag } from "#agent/domain/access/local-tag";
import type { EntryAuthor } from "#agent/domain/logbook/logbook-entry";
import { plateOf } from "#agent/domain/logbook/plate";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { transactionId, type TransactionId } from "#agent/domain/transaction/station-fact";
import { localTag } from "#test/support/local-tag";
import { ask } from "#test/support/rig-calls";
import { VirtualRig } from "#test/support/virtual-rig";

/** Of the messages. */
export const LOGBOOK_VENDOR = "org.borne.logbook";
export const anna: EntryAuthor = { source: "page", name: "anna" };
const quiet = { MeterValueSampleInterval: "0" };

/** A charger with a logbook for everybody and five minutes of grace; stopped when the test is over. */
export async function logbookRig(variables: Readonly<Record<string, string>> = {}): Promise<VirtualRig> {
  const rig = await new VirtualRig({
    variables: { ...quiet, LogbookScope: "All", LogbookGrace: "300", ...variables },
  }).start();
  onTestFinished(() => rig.stop());
  return rig;
}

export const tag = (token: string, logbook: LocalTag["logbook"]): LocalTag =>
  localTag(token, logbook === undefined ? {} : { logbook });

export function outlet(rig: VirtualRig): EvseBranch {
  const found = rig.agent.onSite.state().evses["1"];
  if (found === undefined) throw new TypeError("there is no outlet");
  return found;
}

export function session(rig: VirtualRig): TransactionId {
  const [newest] = rig.store.sessions.recent(1);
  return newest?.transactionId ?? transactionId("none");
}

export const light = (rig: VirtualRig) => /"light":(\{[^}]*\})/.exec(JSON.stringify(rig.agent.status()))?.[1];
export const held = (rig: VirtualRig) =>
  rig.until(() => outlet(rig).notCharging?.code === "logbook.missing", minutes(10));
export const plate = (text: string) => plateOf(text) ?? expect.fail("no plate");

/** What the back end was told, newest last. */
export function told(rig: VirtualRig): readonly unknown[] {
  return rig
    .payloads("DataTransfer")
    .flatMap(({ vendorId, messageId, data }) =>
      vendorId === LOGBOOK_VENDOR && messageId === "Logbook" && typeof data === "string"
        ? [JSON.parse(data) as unknown]
        : [],
    );
}

export const send = (rig: VirtualRig, messageId: string, message: object) =>
  ask(rig, "DataTransfer", { vendorId: LOGBOOK_VENDOR, messageId, data: JSON.stringify(message) });

export async function ended(rig: VirtualRig): Promise<void> {
  rig.station.unplug();
  await rig.until(() => rig.status() === "Available");
}
