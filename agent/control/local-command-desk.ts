import { assertNever } from "#hal/core/assert-never";
import type { CommandOutcome, StationCommand } from "#agent/domain/command";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { EvseController } from "#agent/control/evse-controller";
import type { LocalLimits } from "#agent/control/local-limits";
import type { TokenDesk } from "#agent/control/token-desk";

/** What only people on site ask, and no back end. */
export type LocalCommand = Extract<
  StationCommand,
  { type: "localStart" | "localStop" | "pause" | "resume" | "limitCurrent" }
>;

export function isLocalCommand(command: StationCommand): command is LocalCommand {
  return Object.hasOwn(localTypes, command.type);
}

const localTypes: Readonly<Record<LocalCommand["type"], true>> = {
  localStart: true,
  localStop: true,
  pause: true,
  resume: true,
  limitCurrent: true,
};

export interface LocalCommandDeskOptions {
  readonly evses: readonly EvseController[];
  readonly tokenDesk: Pick<TokenDesk, "start">;
  readonly limits: LocalLimits;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Starting, stopping, pausing and limiting by hand, one outlet at a time. */
export class LocalCommandDesk {
  readonly #options: LocalCommandDeskOptions;

  constructor(options: LocalCommandDeskOptions) {
    this.#options = options;
  }

  handle(command: LocalCommand): CommandOutcome {
    const { evses, limits } = this.#options;
    const evse = evses.find(({ id }) => id === command.evse);
    if (evse === undefined) return "unknownEvse";
    switch (command.type) {
      case "localStart":
        return this.#start(evse, command);
      case "localStop":
        return stop(evse);
      case "pause":
        if (!hasTransaction(evse.state().session)) return "rejected";
        limits.pause(evse.id, command.duration);
        return "accepted";
      case "resume":
        return limits.resume(evse.id) ? "accepted" : "rejected";
      case "limitCurrent":
        limits.limit(evse.id, command.limit, command.duration);
        return "accepted";
      default:
        return assertNever(command);
    }
  }

  #start(evse: EvseController, { token }: LocalCommand & { type: "localStart" }): CommandOutcome {
    const { tokenDesk, background } = this.#options;
    const { kind } = evse.state().session;
    const isTaken = kind === "starting" || kind === "active" || kind === "ending";
    if (isTaken || !evse.mayBegin()) return "rejected";
    background("local-start", tokenDesk.start(token, [evse]));
    return "accepted";
  }
}

/** Also somebody who was accepted and has not plugged in yet changes their mind. */
function stop(evse: EvseController): CommandOutcome {
  const { kind } = evse.state().session;
  if (kind !== "authorized" && kind !== "starting" && kind !== "active") return "rejected";
  evse.post({ type: "stop.requested", cause: "local" });
  return "accepted";
}
