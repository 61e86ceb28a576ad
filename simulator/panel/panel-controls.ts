import { AgentError } from "#hal/core/errors";
import { fieldsOf, numberField, textField } from "#simulator/csms/payload-fields";

export type CardKind = "valid" | "blocked" | "unknown";

/** What a person at the panel may do to the simulated world. Each rejects with an AgentError whose message may be shown. */
export interface PanelControls {
  plugIn(): Promise<void>;
  unplug(): Promise<void>;
  tapCard(kind: CardKind): Promise<void>;
  /** The charger's own button, which only somebody before it can reach. */
  pressButton(): Promise<void>;
  pauseVehicle(): Promise<void>;
  resumeVehicle(): Promise<void>;
  /** `kind` is one of the world snapshot's `faults`. */
  raiseFault(kind: string): Promise<void>;
  clearFault(): Promise<void>;
  cutNetwork(): Promise<void>;
  mendNetwork(): Promise<void>;
  killAgent(): Promise<void>;
  startAgent(): Promise<void>;
  /** Pulls a device's plug; `name` is one of the world snapshot's `lines`. */
  cutLine(name: string): Promise<void>;
  mendLine(name: string): Promise<void>;
}

/** A button that was pressed on a page. `id` comes back with the outcome. */
export interface PanelCommand {
  readonly id: number;
  readonly name: string;
  readonly argument: string | undefined;
}

type Perform = (controls: PanelControls, argument: string | undefined) => Promise<void>;

const performers: Readonly<Record<string, Perform>> = {
  plugIn: (controls) => controls.plugIn(),
  unplug: (controls) => controls.unplug(),
  tapCard: (controls, kind) => controls.tapCard(cardKind(kind)),
  pressButton: (controls) => controls.pressButton(),
  pauseVehicle: (controls) => controls.pauseVehicle(),
  resumeVehicle: (controls) => controls.resumeVehicle(),
  raiseFault: (controls, kind) => controls.raiseFault(required(kind)),
  clearFault: (controls) => controls.clearFault(),
  cutNetwork: (controls) => controls.cutNetwork(),
  mendNetwork: (controls) => controls.mendNetwork(),
  killAgent: (controls) => controls.killAgent(),
  startAgent: (controls) => controls.startAgent(),
  cutLine: (controls, name) => controls.cutLine(required(name)),
  mendLine: (controls, name) => controls.mendLine(required(name)),
};

/** The command in a page's message, or undefined when it is none. */
export function commandIn(message: unknown): PanelCommand | undefined {
  const id = numberField(message, "id");
  const name = textField(message, "name");
  if (fieldsOf(message)["type"] !== "command" || id === undefined || name === undefined) return undefined;
  return { id, name, argument: textField(message, "argument") };
}

/** Rejects with the control's error, or with `panel.unknown-command` or `panel.bad-argument`. */
export async function perform(controls: PanelControls, command: PanelCommand): Promise<void> {
  const performer = Object.hasOwn(performers, command.name) ? performers[command.name] : undefined;
  if (performer === undefined) throw new AgentError("panel.unknown-command", "There is no such button");
  await performer(controls, command.argument);
}

function cardKind(text: string | undefined): CardKind {
  if (text === "valid" || text === "blocked" || text === "unknown") return text;
  throw new AgentError("panel.bad-argument", "There is no such card", { kind: text });
}

function required(text: string | undefined): string {
  if (text === undefined) throw new AgentError("panel.bad-argument", "It is not said which one");
  return text;
}
