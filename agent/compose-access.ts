import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Random } from "#hal/core/random";
import { composeLogbook, type LogbookGround } from "#agent/compose-logbook";
import { AccessDesk } from "#agent/control/access-desk";
import { PlaceKeeper } from "#agent/control/place-keeper";
import type { EvseController } from "#agent/control/evse-controller";
import { GuestDesk } from "#agent/control/guest-desk";
import type { LogbookDesk } from "#agent/control/logbook-desk";
import { TagLearning } from "#agent/control/tag-learning";
import { type LabelSources, sessionLabels } from "#agent/control/session-labels";
import type { LabelsOf } from "#agent/control/session-ledger";
import type { LogbookLeaf } from "#agent/domain/site/state-tree";
import type { AccessStore } from "#agent/ports/access-store";
import type { SecretStore } from "#agent/ports/secret-store";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { PinHasher } from "#agent/security/pin-hasher";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { StationStore } from "#agent/ports/station-store";

/** Who may charge by the rules of the place: for the card reader and for the page on site. */
export interface Place {
  readonly access: AccessDesk;
  readonly learning: TagLearning;
  readonly guests: GuestDesk;
  readonly logbook: LogbookDesk;
}

interface PlaceParts extends Omit<LogbookGround, "store" | "clock"> {
  readonly store: LogbookGround["store"] & { readonly access: AccessStore };
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets?: SecretStore;
}

/** A place with what does to the outlets what its rules say. */
export interface KeptPlace extends Place {
  readonly keepers: readonly Component[];
  logbookOf(evse: EvseController): LogbookLeaf | null;
}

export function composePlace(parts: PlaceParts, evses: readonly EvseController[]): KeptPlace {
  const { store, clock, random, secrets = new MemorySecretStore() } = parts;
  const access = new AccessDesk(store.access, clock);
  const chance = random.stream("guests");
  const hasher = new PinHasher(secrets, random.stream("guest-pins"));
  const guests = new GuestDesk({ evses, store: store.access.guests, access, clock, chance, hasher });
  const logbook = composeLogbook(parts, evses, { access, guests });
  return {
    access,
    keepers: [new PlaceKeeper(evses, access, clock), logbook.keeper],
    learning: new TagLearning(clock, (token) => access.tag(token) !== undefined),
    guests,
    logbook: logbook.desk,
    logbookOf: (evse) => logbook.keeper.leaf(evse.id),
  };
}

interface LabelsGround extends Pick<LabelSources, "station" | "place" | "localList"> {
  readonly platform: { readonly store: Pick<StationStore, "site"> };
}

/** What a charge is called that begins now. */
export function labelsWith(
  { platform, ...ground }: LabelsGround,
  ...[evse, token]: Parameters<LabelsOf>
): SessionLabels {
  return sessionLabels({ ...ground, settings: () => platform.store.site.settings.all() }, evse, token);
}
