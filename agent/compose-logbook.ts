import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { Signal } from "#hal/core/signal";
import type { AccessDesk } from "#agent/control/access-desk";
import type { EvseController } from "#agent/control/evse-controller";
import type { GuestDesk } from "#agent/control/guest-desk";
import { LogbookDesk } from "#agent/control/logbook-desk";
import { LogbookKeeper } from "#agent/control/logbook-keeper";
import { LogbookTeller } from "#agent/control/logbook-teller";
import type { Variables } from "#agent/control/variables";
import { logbookScope } from "#agent/domain/logbook/logbook-rule";
import { logbookMessages, logbookNews } from "#agent/ocpp/data-transfer/logbook-messages";
import type { VendorMessages } from "#agent/ocpp/data-transfer/data-desk";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";

export interface LogbookGround {
  readonly store: Pick<StationStore, "logbook" | "sessions" | "localList">;
  readonly clock: Clock;
  readonly variables: Pick<Variables, "get" | "changes">;
  readonly onStorageFailure: (error: unknown) => void;
}

interface Logbook {
  readonly desk: LogbookDesk;
  readonly keeper: LogbookKeeper;
}

/** Odometer and plate, and what becomes of charges without them. */
export function composeLogbook(
  { store, clock, variables, onStorageFailure }: LogbookGround,
  evses: readonly EvseController[],
  { access, guests }: { readonly access: AccessDesk; readonly guests: GuestDesk },
): Logbook {
  const scope = () => logbookScope(variables.get("logbookScope"));
  const { sessions, localList } = store;
  const desk = new LogbookDesk({ evses, store: store.logbook, sessions, access, localList, guests, clock, scope });
  const keeper = new LogbookKeeper({
    evses,
    desk,
    clock,
    times: () =>
      scope() === "Off" ? undefined : { grace: variables.get("logbookGrace"), longest: variables.get("logbookHold") },
    ruleChanges: [access.changes, ofLogbook(variables)],
    onStorageFailure,
  });
  return { desk, keeper };
}

function ofLogbook(variables: Pick<Variables, "changes">): Listenable<unknown> {
  const changes = new Signal<undefined>();
  variables.changes.listen((name) => {
    if (name.startsWith("logbook")) changes.emit(undefined);
  });
  return changes;
}

interface BackEndGround {
  readonly logbook: LogbookDesk;
  readonly variables: Pick<Variables, "get">;
  readonly platform: { readonly clock: Clock; readonly log: Log; readonly store: StationStore };
  readonly csms: () => Pick<CsmsClient, "isOnline" | "transferData">;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** The same by messages outside the standard, in both directions. */
export function composeLogbookMessages(ground: BackEndGround): {
  readonly vendor: VendorMessages;
  readonly teller: Component;
} {
  const { logbook, variables, platform, csms, background } = ground;
  const { clock, store } = platform;
  const teller = new LogbookTeller({
    store: store.logbook,
    sessions: store.sessions,
    changes: logbook.changes,
    isWanted: () => variables.get("logbookToBackEnd"),
    mayTell: () => csms().isOnline() && store.facts.depth() === 0,
    tell: (news) => csms().transferData(logbookNews(news)),
    clock,
    log: platform.log.child({ part: "logbook" }),
    background,
  });
  return { vendor: logbookMessages(logbook, store.sessions), teller };
}
