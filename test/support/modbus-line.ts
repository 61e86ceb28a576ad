import { hasCode } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { ModbusBus, type ModbusBusOptions } from "#hal/modbus/modbus-bus";
import { type RegisterModel, SlaveEngine } from "#hal/modbus/slave-engine";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

export interface ModbusLine {
  readonly clock: VirtualClock;
  readonly link: ScriptedByteLink;
  readonly bus: ModbusBus;
}

/** A started bus over a line in memory on which nobody answers yet. */
export async function openModbusLine(
  options: Partial<Pick<ModbusBusOptions, "timing" | "ignoreEcho">> = {},
): Promise<ModbusLine> {
  const clock = new VirtualClock(epochMillis(0));
  const link = new ScriptedByteLink();
  const bus = new ModbusBus({ name: "line", link, clock, log: silentLog, ...options });
  await bus.start(new AbortController().signal);
  return { clock, link, bus };
}

/** Devices that answer `delay` milliseconds after each request, until their next write handler is set. */
export function attachDevices(
  { clock, link }: Pick<ModbusLine, "clock" | "link">,
  models: Readonly<Record<number, RegisterModel>>,
  delay = 10,
): void {
  const engines = Object.entries(models).map(([unit, model]) => new SlaveEngine({ unit: Number(unit), model }));
  link.onWrite((bytes) => {
    const answers = engines.flatMap((engine) => engine.feed(bytes));
    clock.after(millis(delay), () => {
      for (const answer of answers) link.receive(answer);
    });
  });
}

/** What a promise came to, told without awaiting it: a value, the code of its error, or nothing yet. */
export function watch<Value>(promise: Promise<Value>): { value?: Value; code?: string } {
  const seen: { value?: Value; code?: string } = {};
  promise.then(
    (value) => {
      seen.value = value;
    },
    (error: unknown) => {
      seen.code = hasCode(error, "modbus") || hasCode(error, "meter") ? error.code : String(error);
    },
  );
  return seen;
}
