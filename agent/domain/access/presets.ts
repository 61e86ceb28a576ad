import type { AccessRules } from "#agent/domain/access/access-rules";
import type { LogbookScope } from "#agent/domain/logbook/logbook-rule";

/** What a place is used for: a household's own charger, a company's, one for whoever comes by. */
export const presets = ["home", "business", "sharing"] as const;
export type Preset = (typeof presets)[number];

interface PresetValues {
  readonly rules: Pick<AccessRules, "localAuthorization" | "audience" | "visitorsPay" | "publiclyVisible">;
  /** Whoever plugs in charges, where there is a tag for it. */
  readonly isFree: boolean;
  readonly logbookScope: LogbookScope;
}

/** What goes together; opening hours, tags and guests stay as they are. */
const values: Readonly<Record<Preset, PresetValues>> = {
  home: {
    rules: { localAuthorization: true, audience: "private", visitorsPay: false, publiclyVisible: false },
    isFree: true,
    logbookScope: "Off",
  },
  business: {
    rules: { localAuthorization: true, audience: "noVisitors", visitorsPay: false, publiclyVisible: false },
    isFree: false,
    logbookScope: "Private",
  },
  sharing: {
    rules: { localAuthorization: false, audience: "everyone", visitorsPay: true, publiclyVisible: true },
    isFree: false,
    logbookScope: "Off",
  },
};

export function rulesOf(preset: Preset, now: AccessRules): AccessRules {
  const { rules, isFree } = values[preset];
  return { ...now, ...rules, freeCharging: isFree && now.openToken !== "" };
}

export function logbookScopeOf(preset: Preset): LogbookScope {
  return values[preset].logbookScope;
}
