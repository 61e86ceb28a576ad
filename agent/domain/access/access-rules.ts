import type { OpeningHours } from "#agent/domain/access/opening-hours";

/** Whose cards begin charges: everybody's; only those of local tags and of the back end's list; only those of local tags. */
export const audiences = ["everyone", "noVisitors", "private"] as const;
export type Audience = (typeof audiences)[number];

/** What becomes of a charge that is asked for while the place is closed. */
export const outsideHoursChoices = ["refuse", "hold"] as const;
/** What becomes of a charge that runs when the place closes. */
export const atClosingChoices = ["goOn", "end"] as const;

/** What the owner of the place has decided about access. */
export interface AccessRules {
  /** Local tags may charge without the back end's word, unless it has said otherwise. */
  readonly localAuthorization: boolean;
  /** Whoever plugs in charges, under `openToken`. */
  readonly freeCharging: boolean;
  /** The id tag of charges without a card: of free charging and of guests with a PIN. Empty: neither is possible. */
  readonly openToken: string;
  readonly audience: Audience;
  /** What visitors are told; what is really billed the back end decides. */
  readonly visitorsPay: boolean;
  /** State and hours are told to those who have no account. */
  readonly publiclyVisible: boolean;
  /** Null for day and night. */
  readonly hours: OpeningHours | null;
  readonly outsideHours: (typeof outsideHoursChoices)[number];
  readonly atClosing: (typeof atClosingChoices)[number];
}

/** As if nobody had ever decided anything: the back end alone says who may charge. */
export const initialRules: AccessRules = {
  localAuthorization: false,
  freeCharging: false,
  openToken: "",
  audience: "everyone",
  visitorsPay: false,
  publiclyVisible: false,
  hours: null,
  outsideHours: "refuse",
  atClosing: "goOn",
};
