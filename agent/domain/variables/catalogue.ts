import { authorization } from "#agent/domain/variables/catalogue/authorization";
import { connection } from "#agent/domain/variables/catalogue/connection";
import { files } from "#agent/domain/variables/catalogue/files";
import { localList } from "#agent/domain/variables/catalogue/local-list";
import { logbook } from "#agent/domain/variables/catalogue/logbook";
import { messages } from "#agent/domain/variables/catalogue/messages";
import { metering } from "#agent/domain/variables/catalogue/metering";
import { plugAndCharge } from "#agent/domain/variables/catalogue/plug-and-charge";
import { pricing } from "#agent/domain/variables/catalogue/pricing";
import { reservation } from "#agent/domain/variables/catalogue/reservation";
import { security } from "#agent/domain/variables/catalogue/security";
import { smartCharging } from "#agent/domain/variables/catalogue/smart-charging";
import { station } from "#agent/domain/variables/catalogue/station";
import { transactions } from "#agent/domain/variables/catalogue/transactions";
import type { ValueByType, VariableDefinition } from "#agent/domain/variables/variable-type";

/**
 * Every operation variable: what it is called here, in OCPP 1.6 and in 2.x, what it may hold and what it holds at first. A variable stands
 * here only when something honours it; keys that 1.6 demands for a feature that is switched off have the one value that is true.
 */
export const catalogue = {
  ...connection,
  ...messages,
  ...authorization,
  ...localList,
  ...transactions,
  ...metering,
  ...smartCharging,
  ...reservation,
  ...security,
  ...files,
  ...pricing,
  ...plugAndCharge,
  ...logbook,
  ...station,
} as const;

export type VariableName = keyof typeof catalogue;
type TypeOf = { readonly [Name in VariableName]: (typeof catalogue)[Name]["type"] };
/** What `Variables.get` gives for a name. */
export type VariableValue<Name extends VariableName> = ValueByType[TypeOf[Name]];

/** The catalogue with each entry seen as a definition of its type. */
export const definitions: { readonly [Name in VariableName]: VariableDefinition<TypeOf[Name]> } = catalogue;

export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(catalogue, name);
}

/** In the order of the catalogue. */
export const variableNames: readonly VariableName[] = Object.keys(catalogue).filter(isVariableName);

/** The variable behind a 1.6 configuration key; keys compare without regard to case (CiString50Type). */
export function variableOfKey16(key: string): VariableName | undefined {
  const wanted = key.toLowerCase();
  return variableNames.find((name) => definitions[name].key16?.toLowerCase() === wanted);
}
