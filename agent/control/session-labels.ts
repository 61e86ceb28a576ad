import type { EvseId } from "#hal/core/charging";
import type { AccessDesk } from "#agent/control/access-desk";
import type { GuestDesk } from "#agent/control/guest-desk";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import { sessionKind } from "#agent/domain/access/session-kind";
import type { IdToken } from "#agent/domain/authorization/id-token";
import { siteName, sitePlace } from "#agent/domain/site/site-labels";
import { siteSettingDefinition, type SiteSettingName } from "#agent/domain/site/site-settings";
import type { SessionLabels } from "#agent/ports/session-labels";

export interface LabelSources {
  readonly station: { readonly name?: string; readonly serialNumber: string };
  readonly place: {
    readonly access: Pick<AccessDesk, "rules" | "tag">;
    readonly guests: Pick<GuestDesk, "nameAt">;
  };
  readonly localList: Pick<LocalListKeeper, "find">;
  /** What is put down about the place. */
  readonly settings: () => ReadonlyMap<string, string>;
}

/** How a charge that begins now is to be called for good. */
export function sessionLabels(sources: LabelSources, evse: EvseId, token: IdToken): SessionLabels {
  const { station, place, localList } = sources;
  const given = sources.settings();
  const setting = (name: SiteSettingName) => given.get(name) ?? siteSettingDefinition(name).default;
  const currency = setting("site.currency");
  return {
    charger: siteName(setting, station.name ?? station.serialNumber),
    serialNumber: station.serialNumber,
    place: sitePlace(setting),
    address: setting("site.address"),
    ...sessionKind(place.access.rules(), {
      token,
      tag: place.access.tag(token),
      listed: localList.find(token),
      guest: place.guests.nameAt(evse),
    }),
    ...(currency === "" ? {} : { currency }),
  };
}
