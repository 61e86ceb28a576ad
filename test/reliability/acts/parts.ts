import type { FaultName } from "#simulator/faults/catalogue";
import { calmLine } from "#simulator/faults/line-plan";
import { act, type Act, type Stage } from "#test/reliability/storm-stage";
import type { VirtualRig } from "#test/support/virtual-rig";

const lines = ["controller", "meter", "reader"] as const;
const lineFaults: readonly FaultName[] = [
  ...(["line-lossy", "line-corrupt", "line-late", "line-silent", "line-mute-device"] as const),
  ...(["line-noisy", "line-echo", "line-ragged", "line-cut-short", "line-flapping"] as const),
];
const worldFaults: readonly FaultName[] = ["residual-current", "over-temperature", "no-ground", "over-current"];

/** Broken lines and broken parts, and somebody who mends them. */
export function partActs({ rig, chance, temper, outlets }: Stage): readonly Act[] {
  const { station } = rig;
  return [
    act("line disturbed", temper.lineFaults, () => {
      station.provoke(chance.pick(lineFaults), { line: chance.pick(lines), evse: chance.pick(outlets) });
    }),
    act("lines calm", temper.lineFaults + 0.5, () => calmLines(rig, outlets)),
    act("fault at the outlet", temper.worldFaults, () => {
      station.provoke(chance.pick(worldFaults), { evse: chance.pick(outlets) });
    }),
    act("faults gone", temper.worldFaults + 0.5, () => {
      for (const evse of outlets) station.clearFaults(evse);
    }),
  ];
}

export async function calmLines({ station }: Pick<VirtualRig, "station">, outlets: Stage["outlets"]): Promise<void> {
  for (const evse of outlets)
    for (const line of lines) {
      station.disturbLine(line, calmLine, evse);
      await station.mendLine(line, evse);
    }
}
