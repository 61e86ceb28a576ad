import type { Phase } from "#hal/core/charging";
import { type MeasuredValue, type Measurand, measurands } from "#agent/domain/metering/meter-sample";

type PhaseName = NonNullable<MeasuredValue["phase"]>;

/** A measurand as a list of the configuration names it: whole, or of one phase, as in `Voltage.L1` (OCPP 1.6 section 9.1.17). */
export type MeasurandChoice = Measurand | `${Measurand}.${PhaseName}`;

/** What a name of a list stands for. */
export interface Choice {
  readonly name: MeasurandChoice;
  readonly measurand: Measurand;
  /** Absent for all of them. */
  readonly line?: Phase;
}

const lines = ["L1", "L2", "L3"] as const satisfies readonly Phase[];

/** What meters tell of each phase. A voltage is one to neutral, so both words for it are understood. */
const endings: Partial<Record<Measurand, readonly ("" | "-N")[]>> = {
  "Power.Active.Import": [""],
  "Current.Import": [""],
  Voltage: ["", "-N"],
};

/** Everything that a list may name, each once. */
export const choices: readonly Choice[] = measurands.flatMap((measurand): readonly Choice[] => [
  { name: measurand, measurand },
  ...(endings[measurand] ?? []).flatMap((ending) =>
    lines.map((line) => ({ name: `${measurand}.${line}${ending}` as const, measurand, line })),
  ),
]);

export const measurandChoices: readonly MeasurandChoice[] = choices.map(({ name }) => name);

/** What the names stand for, in their order. */
export function readChoices(names: readonly MeasurandChoice[]): readonly Choice[] {
  return names.flatMap((name) => choices.find((choice) => choice.name === name) ?? []);
}
