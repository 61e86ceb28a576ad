import { seconds } from "#hal/core/units";
import { act, type Act, type Stage } from "#test/reliability/storm-stage";
import { type FrameMischief, frameMischiefs } from "#test/support/frame-mischief";

const billingActions = ["StartTransaction", "StopTransaction", "MeterValues", "BootNotification", "*"] as const;
const errors = ["InternalError", "GenericError", "NotSupported", "SecurityError"] as const;

/** A network that comes and goes, and a back end in a bad mood. */
export function backEndActs(stage: Stage): readonly Act[] {
  return [...networkActs(stage), ...moods(stage), ...frameMischiefs.map((what) => frameAct(stage, what))];
}

function networkActs(stage: Stage): readonly Act[] {
  const { rig, temper } = stage;
  const { network } = temper;
  const cut = () => {
    rig.cutNetwork();
  };
  const mend = () => {
    rig.mendNetwork();
  };
  return [
    act("network cut", network, cut),
    act("network mended", network + 0.5, mend),
    act("network gone for seconds", network / 2, flicker(stage)),
  ];
}

function moods({ rig, chance, temper: { backEnd } }: Stage): readonly Act[] {
  const { script } = rig.csms;
  const refusal = () => ({ kind: "error", code: chance.pick(errors), description: "a bad day" }) as const;
  return [
    act("answers lost", backEnd, () => {
      const count = 1 + chance.upTo(4);
      script.times(count, chance.pick(billingActions), { kind: chance.pick(["lostAnswer", "hangUp", "deaf"]) });
    }),
    act("messages refused", backEnd / 2, () => {
      script.times(1 + chance.upTo(3), chance.pick(billingActions), refusal());
    }),
    act("messages refused for long", backEnd / 4, () => {
      script.times(5 + chance.upTo(25), chance.pick(billingActions), refusal());
    }),
    act("slow answers", backEnd / 2, () => {
      script.times(3, chance.pick(billingActions), { kind: "usual", delay: seconds(1 + chance.upTo(60)) });
    }),
    act("card bad all of a sudden", backEnd / 4, () => {
      const status = chance.pick(["Blocked", "Invalid", "Expired", "ConcurrentTx"]);
      const action = chance.pick(["Authorize", "StartTransaction"]);
      script.times(1, action, { kind: "amend", fields: { idTagInfo: { status } } });
    }),
    act("station not accepted", backEnd / 4, () => {
      const status = chance.pick(["Pending", "Rejected"]);
      script.times(1 + chance.upTo(2), "BootNotification", { kind: "amend", fields: { status, interval: 30 } });
    }),
  ];
}

function frameAct({ rig, chance, temper: { frames } }: Stage, what: FrameMischief): Act {
  return act(`${what}, planned`, frames / 4, () => {
    rig.frames.plan(what, 1 + chance.upTo(3));
  });
}

/** Gone for seconds only, so that messages and answers are under way when it goes. */
function flicker({ rig, chance }: Stage) {
  return async () => {
    rig.cutNetwork();
    await rig.clock.advance(seconds(chance.upTo(20)));
    rig.mendNetwork();
  };
}
