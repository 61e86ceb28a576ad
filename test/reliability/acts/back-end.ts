import { seconds } from "#hal/core/units";
import type { Act, Stage } from "#test/reliability/storm-stage";

const billingActions = ["StartTransaction", "StopTransaction", "MeterValues", "BootNotification", "*"] as const;

/** A network that comes and goes, and a back end in a bad mood. */
export function backEndActs(stage: Stage): readonly Act[] {
  const { rig, chance, temper } = stage;
  const { network, backEnd } = temper;
  const { script } = rig.csms;
  return [
    {
      weight: network,
      play: () => {
        rig.cutNetwork();
      },
    },
    {
      weight: network + 0.5,
      play: () => {
        rig.mendNetwork();
      },
    },
    { weight: network / 2, play: flicker(stage) },
    {
      weight: backEnd,
      play: () => {
        script.times(1 + chance.upTo(4), chance.pick(billingActions), {
          kind: chance.pick(["lostAnswer", "hangUp", "deaf"]),
        });
      },
    },
    {
      weight: backEnd / 2,
      play: () => {
        const code = chance.pick(["InternalError", "GenericError", "NotSupported", "SecurityError"]);
        const step = { kind: "error", code, description: "a bad day" } as const;
        script.times(1 + chance.upTo(3), chance.pick(billingActions), step);
      },
    },
    {
      weight: backEnd / 2,
      play: () => {
        script.times(3, chance.pick(billingActions), { kind: "usual", delay: seconds(1 + chance.upTo(60)) });
      },
    },
    {
      weight: backEnd / 4,
      play: () => {
        // Cards that were good a moment ago.
        const status = chance.pick(["Blocked", "Invalid", "Expired", "ConcurrentTx"]);
        const action = chance.pick(["Authorize", "StartTransaction"]);
        script.times(1, action, { kind: "amend", fields: { idTagInfo: { status } } });
      },
    },
    {
      weight: backEnd / 4,
      play: () => {
        const status = chance.pick(["Pending", "Rejected"]);
        script.times(1 + chance.upTo(2), "BootNotification", { kind: "amend", fields: { status, interval: 30 } });
      },
    },
  ];
}

/** Gone for seconds only, so that messages and answers are under way when it goes. */
function flicker({ rig, chance }: Stage) {
  return async () => {
    rig.cutNetwork();
    await rig.clock.advance(seconds(chance.upTo(20)));
    rig.mendNetwork();
  };
}
