import type { SiteSettingName } from "#agent/domain/site/site-settings";

type Setting = (name: SiteSettingName) => string;

/** What people call the charger; `known` until they have said. */
export function siteName(setting: Setting, known: string): string {
  const own = setting("site.name");
  return own === "" ? known : own;
}

/** Site and space in one line; empty where nobody has said. */
export function sitePlace(setting: Setting): string {
  return [setting("site.place"), setting("site.space")].filter((text) => text !== "").join(" ");
}
