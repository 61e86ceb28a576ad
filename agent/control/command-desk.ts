import { assertNever } from "#hal/core/assert-never";
import type { Log } from "#hal/core/log";
import type { CommandDesk, CommandOutcome, StationCommand } from "#agent/domain/command";
import { isBusyForAvailability } from "#agent/domain/evse/evse-readiness";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { EvseController } from "#agent/control/evse-controller";
import { isLocalCommand, type LocalCommandDesk } from "#agent/control/local-command-desk";
import { chooseEvse } from "#agent/control/choose-evse";
import type { ProfileDesk } from "#agent/control/profile-desk";
import type { ReservationKeeper } from "#agent/control/reservation-keeper";
import type { TokenDesk } from "#agent/control/token-desk";
import type { TokenCache } from "#agent/ports/station-store";

export interface StationCommandDeskOptions {
  readonly evses: readonly EvseController[];
  readonly tokenDesk: Pick<TokenDesk, "start">;
  readonly reservations: Pick<ReservationKeeper, "claim">;
  readonly tokens: Pick<TokenCache, "clear">;
  readonly profiles: ProfileDesk;
  readonly local: Pick<LocalCommandDesk, "handle">;
  readonly log: Log;
  readonly settings: () => { readonly authorizeRemote: boolean; readonly isCacheEnabled: boolean };
  readonly setStationOperative: (operative: boolean) => void;
  readonly onReset: (kind: "soft" | "hard") => void;
  /** Long work that nobody waits for. */
  readonly background: (name: string, work: Promise<void>) => void;
}

/** The one door for what is asked of the station, whoever asks. Answers at once. */
export class StationCommandDesk implements CommandDesk {
  readonly #options: StationCommandDeskOptions;

  constructor(options: StationCommandDeskOptions) {
    this.#options = options;
  }

  handle(command: StationCommand): CommandOutcome {
    const outcome = this.#decide(command);
    this.#options.log.info({ command: command.type, outcome }, "command.handled");
    return outcome;
  }

  #decide(command: StationCommand): CommandOutcome {
    if (isLocalCommand(command)) return this.#options.local.handle(command);
    switch (command.type) {
      case "remoteStart":
        return this.#remoteStart(command);
      case "remoteStop":
        return this.#remoteStop(command);
      case "changeAvailability":
        return this.#changeAvailability(command);
      case "installProfile":
        return this.#options.profiles.install(command.evse, command.profile);
      case "clearProfiles":
        return this.#options.profiles.clear(command.filter);
      case "clearCache":
        if (!this.#options.settings().isCacheEnabled) return "rejected";
        this.#options.tokens.clear();
        return "accepted";
      case "reset":
        this.#options.onReset(command.kind);
        return "accepted";
      default:
        return assertNever(command);
    }
  }

  #remoteStart(command: StationCommand & { type: "remoteStart" }): CommandOutcome {
    const { evses, tokenDesk, reservations, settings, background, profiles } = this.#options;
    const { token, profile } = command;
    const wanted = command.evse === undefined ? evses : evses.filter((evse) => evse.id === command.evse);
    if (wanted.length === 0) return "unknownEvse";
    // OCPP 1.6 section 5.11: not while faulted, out of service, in use or reserved for somebody else.
    const chosen = chooseEvse(wanted, { token }, reservations);
    if (chosen === undefined) return "rejected";
    const { evse, authorization } = chosen;
    if (profile !== undefined && !profiles.mayBegin(evse.id, profile)) return "rejected";
    const wish = profile === undefined ? {} : { profile };
    if (settings().authorizeRemote) background("remote-start", tokenDesk.start(token, [evse], { profile }));
    else evse.post({ type: "token.accepted", authorization: { ...authorization, ...wish } });
    return "accepted";
  }

  #remoteStop(command: StationCommand & { type: "remoteStop" }): CommandOutcome {
    const evse = this.#options.evses.find((each) => {
      const { session } = each.state();
      return hasTransaction(session) && session.transaction.id === command.transactionId;
    });
    if (evse === undefined) return "rejected";
    evse.post({ type: "stop.requested", cause: "remote" });
    return "accepted";
  }

  #changeAvailability(command: StationCommand & { type: "changeAvailability" }): CommandOutcome {
    const { evses, setStationOperative } = this.#options;
    const wanted = command.evse === undefined ? evses : evses.filter((evse) => evse.id === command.evse);
    if (wanted.length === 0) return "unknownEvse";
    const mustWait = wanted.some((evse) => {
      const state = evse.state();
      return state.isOperative !== command.operative && isBusyForAvailability(state);
    });
    if (command.evse === undefined) setStationOperative(command.operative);
    for (const evse of wanted) evse.post({ type: "availability.requested", operative: command.operative });
    return mustWait ? "scheduled" : "accepted";
  }
}
