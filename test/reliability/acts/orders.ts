import { isoTime, epochMillis, hours, minutes } from "#hal/core/units";
import { act, type Act, type Stage, type StormChance } from "#test/reliability/storm-stage";
import { broken, missing } from "#test/support/fake-firmware";
import { CARD, OTHER_CARD, type VirtualRig } from "#test/support/virtual-rig";

type Payload = Readonly<Record<string, unknown>>;
/** What an order of the back end could say now. */
type Draw = (stage: Stage) => Payload;

const settings: readonly (readonly [key: string, values: readonly string[]])[] = [
  ["MeterValueSampleInterval", ["0", "60", "300", "900"]],
  ["ClockAlignedDataInterval", ["0", "900", "3600"]],
  ["ConnectionTimeOut", ["30", "120", "3600"]],
  ["HeartbeatInterval", ["60", "3600"]],
  ["MinimumStatusDuration", ["0", "30"]],
  ["StopTransactionOnEVSideDisconnect", ["true", "false"]],
  ["StopTransactionOnInvalidId", ["true", "false"]],
  ["MaxEnergyOnInvalidId", ["0", "500"]],
  ["LocalAuthorizeOffline", ["true", "false"]],
  ["LocalPreAuthorize", ["true", "false"]],
  ["AllowOfflineTxForUnknownId", ["true", "false"]],
  ["AuthorizeRemoteTxRequests", ["true", "false"]],
  ["AuthorizationCacheEnabled", ["true", "false"]],
  ["TransactionMessageRetryInterval", ["1", "60"]],
];

const draws: readonly (readonly [weight: number, action: string, draw: Draw])[] = [
  [2.5, "RemoteStartTransaction", (stage) => ({ idTag: CARD, connectorId: outlet(stage) })],
  [0.5, "RemoteStartTransaction", () => ({ idTag: OTHER_CARD })],
  [2, "RemoteStopTransaction", (stage) => ({ transactionId: someTransaction(stage) })],
  [0.5, "ChangeAvailability", (stage) => ({ connectorId: outlet(stage), type: "Inoperative" })],
  [0.3, "ChangeAvailability", () => ({ connectorId: 0, type: "Inoperative" })],
  [2, "ChangeAvailability", () => ({ connectorId: 0, type: "Operative" })],
  [2, "ChangeAvailability", (stage) => ({ connectorId: outlet(stage), type: "Operative" })],
  [2, "ChangeConfiguration", ({ chance }) => configuration(chance)],
  [1, "SendLocalList", ({ chance }) => localList(chance)],
  [0.3, "ClearCache", () => ({})],
  [2, "SetChargingProfile", (stage) => chargingProfile(stage)],
  [1, "ClearChargingProfile", () => ({})],
  [1, "ReserveNow", (stage) => reservation(stage)],
  [1, "CancelReservation", ({ chance }) => ({ reservationId: chance.upTo(3) })],
  [0.5, "UnlockConnector", (stage) => ({ connectorId: outlet(stage) })],
  [1, "TriggerMessage", (stage) => ({ requestedMessage: stage.chance.pick(triggered), connectorId: outlet(stage) })],
  [0.4, "Reset", ({ chance }) => ({ type: chance.pick(["Soft", "Hard"]) })],
  [0.3, "UpdateFirmware", ({ rig }) => ({ location: "http://virtual/image", retrieveDate: isoTime(rig.clock.now()) })],
  [0.5, "GetConfiguration", () => ({})],
  [
    0.3,
    "GetCompositeSchedule",
    ({ chance, outlets }) => ({ connectorId: chance.upTo(outlets.length + 1), duration: 3600 }),
  ],
];

const triggered = ["BootNotification", "Heartbeat", "MeterValues", "StatusNotification", "FirmwareStatusNotification"];

/** What the back end wants of the station; its answers are not waited for. */
export function orderActs(stage: Stage): readonly Act[] {
  const { rig, chance, temper } = stage;
  const scale = temper.orders / draws.reduce((sum, [weight]) => sum + weight, 0);
  const play = (action: string, draw: Draw) => () => {
    if (action === "UpdateFirmware") shuffleFirmware(rig, chance);
    rig.csms.call(action, draw(stage)).catch(() => undefined);
  };
  return draws.map(([weight, action, draw]) =>
    act(`order: ${action}`, weight * scale + (weight >= 2 ? 0.2 : 0), play(action, draw)),
  );
}

function outlet({ chance, outlets }: Stage): number {
  return chance.pick(outlets);
}

/** One of the latest, as many as can run at a time. */
function someTransaction({ rig, chance, outlets }: Stage): number {
  return [...rig.csms.state().transactions.keys()].at(-1 - chance.upTo(outlets.length)) ?? 1;
}

function configuration(chance: StormChance): Payload {
  const [key, values] = chance.pick(settings);
  return { key, value: chance.pick(values) };
}

function localList(chance: StormChance): Payload {
  const entry = (idTag: string) => ({
    idTag,
    idTagInfo: { status: chance.pick(["Accepted", "Accepted", "Blocked", "Expired"]) },
  });
  const tags = [CARD, OTHER_CARD].filter(() => chance.next() < 0.7);
  return {
    listVersion: 1 + chance.upTo(1000),
    updateType: chance.pick(["Full", "Differential"]),
    localAuthorizationList: tags.map(entry),
  };
}

function chargingProfile(stage: Stage): Payload {
  const { rig, chance } = stage;
  const purpose = chance.pick(["TxDefaultProfile", "TxProfile", "ChargePointMaxProfile"]);
  const transaction = purpose === "TxProfile" ? { transactionId: someTransaction(stage) } : {};
  const periods = Array.from({ length: 1 + chance.upTo(3) }, (_, place) => ({
    startPeriod: place * (60 + chance.upTo(1800)),
    limit: chance.pick([0, 6, 10, 16, 32]),
  }));
  return {
    connectorId: purpose === "ChargePointMaxProfile" ? 0 : outlet(stage),
    csChargingProfiles: {
      chargingProfileId: 1 + chance.upTo(3),
      ...transaction,
      stackLevel: chance.upTo(2),
      chargingProfilePurpose: purpose,
      chargingProfileKind: "Absolute",
      chargingSchedule: {
        duration: 600 + chance.upTo(7200),
        startSchedule: isoTime(rig.clock.now()),
        chargingRateUnit: "A",
        chargingSchedulePeriod: periods,
      },
    },
  };
}

function reservation({ rig, chance, outlets }: Stage): Payload {
  return {
    connectorId: chance.upTo(outlets.length + 1),
    expiryDate: isoTime(epochMillis(rig.clock.now() + minutes(5) + chance.next() * hours(2))),
    idTag: chance.pick([CARD, OTHER_CARD]),
    reservationId: chance.upTo(3),
  };
}

/** Whether the next download, installation and first start work out. */
function shuffleFirmware({ firmware: { installer, transfer } }: VirtualRig, chance: StormChance): void {
  const failures = [missing, broken, { ...broken, part: 10 }];
  transfer.script.push(...Array.from({ length: chance.upTo(3) }, () => chance.pick(failures)));
  installer.failure = chance.next() < 0.2 ? { kind: "failed", detail: "the slot is bad" } : undefined;
  installer.needsRestart = chance.next() < 0.8;
  installer.isBootable = chance.next() < 0.8;
}
