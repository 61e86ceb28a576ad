import type { Clock } from "#hal/core/clock";
import type { Random } from "#hal/core/random";
import { AccessDesk } from "#agent/control/access-desk";
import { PlaceKeeper } from "#agent/control/place-keeper";
import type { EvseController } from "#agent/control/evse-controller";
import { GuestDesk } from "#agent/control/guest-desk";
import { TagLearning } from "#agent/control/tag-learning";
import { type LabelSources, sessionLabels } from "#agent/control/session-labels";
import type { LabelsOf } from "#agent/control/session-ledger";
import type { AccessStore } from "#agent/ports/access-store";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { StationStore } from "#agent/ports/station-store";

/** Who may charge by the rules of the place: for the card reader and for the page on site. */
export interface Place {
  readonly access: AccessDesk;
  readonly learning: TagLearning;
  readonly guests: GuestDesk;
}

interface PlaceParts {
  readonly store: { readonly access: AccessStore };
  readonly clock: Clock;
  readonly random: Random;
}

export function composePlace(
  { store, clock, random }: PlaceParts,
  evses: readonly EvseController[],
): Place & { readonly keeper: PlaceKeeper } {
  const access = new AccessDesk(store.access, clock);
  const chance = random.stream("guests");
  return {
    access,
    keeper: new PlaceKeeper(evses, access, clock),
    learning: new TagLearning(clock, (token) => access.tag(token) !== undefined),
    guests: new GuestDesk({ evses, store: store.access.guests, access, clock, chance }),
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
